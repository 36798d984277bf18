import { AnalysisPlan, PlannedGuardrail, ReleasePlan } from '../../contract/index';
import { detectableRatio, Effort, effortToPromote, effortToRollBack, partOf, PlannedTraffic } from '../judge/planner';
import { shareBeside } from '../plan';

/** What the judge is to find, in the traffic that somebody expects. */
export interface Expectation {
  readonly requestsPerMinute: number;
  /** Share of bad requests that is normal, 0 to 1, for guardrails that count failures or events. */
  readonly baseRate: number;
  /** Times the normal share that has to be found. */
  readonly ratio: number;
}

/** What one guardrail can decide. */
export interface GuardrailOutline {
  readonly name: string;
  readonly baseRate: number;
  readonly ratio: number;
  /** Until a version that is worse by `ratio` is rolled back; null when it never is. */
  readonly toRollBack: Effort | null;
  /** Until a version that is as good as the live one may be promoted; null for one that no promotion waits for, or when it never is. */
  readonly toPromote: Effort | null;
  /** Smallest ratio that is found in the time of the judge; null when none up to 100 is. */
  readonly detectableRatio: number | null;
}

/** What the judge can decide in the time that the plan gives it. */
export interface DecisionOutline extends Expectation {
  /** Minutes in which both versions have traffic, by the plan; the judge may hold on to the deadline. */
  readonly comparedMinutes: number;
  readonly deadlineMinutes: number;
  readonly guardrails: readonly GuardrailOutline[];
}

/** Undefined when nothing compares the versions. */
export function decisionOutline(plan: ReleasePlan, expected: Expectation): DecisionOutline | undefined {
  const { analysis } = plan;
  const steps = comparedSteps(plan);
  if (analysis === undefined || steps.length === 0 || analysis.guardrails.length === 0) return undefined;
  const traffic = { requestsPerMinute: expected.requestsPerMinute, steps };
  return {
    ...expected,
    comparedMinutes: steps.reduce((sum, { minutes }) => sum + minutes, 0),
    deadlineMinutes: deadline(analysis),
    guardrails: analysis.guardrails.map((rule) => guardrailOutline(rule, analysis, expected, traffic)),
  };
}

/** The judge's deadline, in minutes. */
function deadline({ settings }: AnalysisPlan): number {
  return Math.floor(settings.maxDurationSeconds / 60);
}

function guardrailOutline(
  rule: PlannedGuardrail,
  analysis: AnalysisPlan,
  expected: Expectation,
  traffic: PlannedTraffic,
): GuardrailOutline {
  const { settings, guardrails } = analysis;
  const baseRate = baseRateOf(rule, expected);
  const ratio = Math.max(expected.ratio, rule.tolerance);
  const part = partOf(rule, guardrails);
  const waits = rule.required && !rule.rollbackOnly;
  return {
    name: rule.name,
    baseRate,
    ratio,
    toRollBack: effortToRollBack(rule, { baseRate, ratio }, traffic, settings, part) ?? null,
    toPromote: waits ? (effortToPromote(rule, baseRate, traffic, settings) ?? null) : null,
    detectableRatio: detectableRatio(rule, baseRate, deadline(analysis), traffic, settings, part) ?? null,
  };
}

/** A tenth of the requests is slower than the 90th percentile, by its definition. */
function baseRateOf({ source }: PlannedGuardrail, { baseRate }: Expectation): number {
  return source.kind === 'slow-requests' ? 1 - source.percentile / 100 : baseRate;
}

/** Steps in which both versions have traffic, with a holdback the bake too; one that is over at once compares nothing. */
export function comparedSteps({ steps, holdbackPercent, bakeSeconds: bake }: ReleasePlan): PlannedTraffic['steps'] {
  const baked = holdbackPercent === undefined ? [] : [{ percent: shareBeside(holdbackPercent), bakeSeconds: bake }];
  return [...steps, ...baked]
    .filter(({ percent, bakeSeconds }) => percent < 100 && bakeSeconds > 0)
    .map(({ percent, bakeSeconds }) => ({ share: percent / 100, minutes: bakeSeconds / 60 }));
}

/** Requests a minute with which a guardrail finds its ratio, and lets a good version pass, before the deadline; undefined when none do. */
export function sufficientTraffic(plan: ReleasePlan, expected: Expectation): number | undefined {
  const isEnough = (requestsPerMinute: number) =>
    weakGuardrails(plan, { ...expected, requestsPerMinute })?.length === 0;
  const most = 10_000_000;
  if (!isEnough(most)) return undefined;
  let [low, high] = [0, most];
  while (high - low > Math.max(1, high / 100)) {
    const middle = Math.ceil((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Guardrails that do not decide before the deadline; undefined when nothing is compared. */
export function weakGuardrails(plan: ReleasePlan, expected: Expectation): readonly GuardrailOutline[] | undefined {
  const outline = decisionOutline(plan, expected);
  return outline?.guardrails.filter(({ name, toRollBack, toPromote }) => {
    const waits = plan.analysis?.guardrails.some((rule) => rule.name === name && rule.required && !rule.rollbackOnly);
    const efforts = waits === true ? [toRollBack, toPromote] : [toRollBack];
    return efforts.some((effort) => effort === null || effort.minutes > outline.deadlineMinutes);
  });
}
