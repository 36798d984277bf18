import { AnalysisPlan, PlannedGuardrail, ReleasePlan } from '../../contract/index';
import { isInTime, minutesToDecide, sufficientRequests } from '../judge/in-time';
import { detectableRatio, Effort, effortToPromote, effortToRollBack, partOf, PlannedTraffic } from '../judge/planner';
import { judgedSeconds, lasts, sharedSteps } from '../plan';

/** What the judge is to find, in the traffic that somebody expects. */
export interface Expectation {
  readonly requestsPerMinute: number;
  /** Share of bad requests that is normal, 0 to 1, for guardrails that count failures or events. */
  readonly baseRate: number;
  /** Times the normal share that has to be found. */
  readonly ratio: number;
}

/** What is expected unless somebody says otherwise: a model that declares a judge says its ratio. */
export const EXPECTED_RATES: Pick<Expectation, 'baseRate' | 'ratio'> = { baseRate: 0.01, ratio: 2 };

/** What one guardrail can decide. */
export interface GuardrailOutline {
  readonly name: string;
  readonly baseRate: number;
  readonly ratio: number;
  /** Up to so many times the live rate nothing is ever rolled back, on purpose. */
  readonly tolerance: number;
  /** True when a promotion waits for its proof. */
  readonly waits: boolean;
  /** Until a version that is worse by `ratio` is rolled back; null when it never is. */
  readonly toRollBack: Effort | null;
  /** Until a version that is as good as the live one may be promoted; null for one that no promotion waits for, or when it never is. */
  readonly toPromote: Effort | null;
  /** Smallest ratio that 19 of 20 releases find in the time of the judge; null when none up to 100 is. */
  readonly detectableRatio: number | null;
}

/** What the judge can decide in the time that the plan gives it. */
export interface DecisionOutline extends Expectation {
  /** Minutes in which both versions have traffic, by the plan; the judge may hold on to the deadline. */
  readonly comparedMinutes: number;
  readonly deadlineMinutes: number;
  /** Minutes of traffic that can have been read by then. */
  readonly minutesToDecide: number;
  readonly guardrails: readonly GuardrailOutline[];
}

/** Undefined when nothing compares the versions. */
export function decisionOutline(plan: ReleasePlan, expected: Expectation): DecisionOutline | undefined {
  const compared = comparison(plan);
  if (compared === undefined) return undefined;
  const { analysis, minutes } = compared;
  return {
    ...expected,
    comparedMinutes: judgedSeconds(plan) / 60,
    deadlineMinutes: Math.floor(analysis.settings.maxDurationSeconds / 60),
    minutesToDecide: minutes,
    guardrails: analysis.guardrails.map((rule) => guardrailOutline(rule, compared, expected)),
  };
}

/** Requests a minute with which each guardrail finds its ratio, and lets a good version pass, in time; undefined when none do. */
export function sufficientTraffic(plan: ReleasePlan, expected: Expectation): number | undefined {
  const compared = comparison(plan);
  if (compared === undefined) return undefined;
  const effortsWith = (requestsPerMinute: number) =>
    compared.analysis.guardrails.flatMap((rule) => {
      const { toRollBack, toPromote } = effortsOf(rule, compared, { ...expected, requestsPerMinute });
      return [...(isTolerated(rule, expected) ? [] : [toRollBack]), ...(waitsFor(rule) ? [toPromote] : [])];
    });
  return sufficientRequests(effortsWith, compared.minutes);
}

/** Guardrails that do not decide in time; undefined when nothing is compared. */
export function weakGuardrails(plan: ReleasePlan, expected: Expectation): readonly GuardrailOutline[] | undefined {
  const outline = decisionOutline(plan, expected);
  return outline?.guardrails.filter((each) => {
    const { isLate, isUnproven } = weaknessOf(each, outline.minutesToDecide);
    return isLate || isUnproven;
  });
}

/** What a guardrail fails to do in time, if anything. What it tolerates is found by nobody, on purpose. */
export function weaknessOf(
  { ratio, tolerance, waits, toRollBack, toPromote }: GuardrailOutline,
  minutes: number,
): { readonly isLate: boolean; readonly isUnproven: boolean } {
  return {
    isLate: ratio > tolerance && !isInTime(toRollBack, minutes),
    isUnproven: waits && !isInTime(toPromote, minutes),
  };
}

/** What compares the versions, for how long. */
interface Comparison {
  readonly analysis: AnalysisPlan;
  readonly steps: PlannedTraffic['steps'];
  readonly minutes: number;
}

function comparison(plan: ReleasePlan): Comparison | undefined {
  const { analysis } = plan;
  const steps = comparedSteps(plan);
  if (analysis === undefined || steps.length === 0 || analysis.guardrails.length === 0) return undefined;
  return { analysis, steps, minutes: minutesToDecide(analysis.settings, judgedSeconds(plan)) };
}

function guardrailOutline(rule: PlannedGuardrail, compared: Comparison, expected: Expectation): GuardrailOutline {
  const { analysis, steps, minutes } = compared;
  const { settings, guardrails } = analysis;
  const baseRate = baseRateOf(rule, expected);
  const { toRollBack, toPromote } = effortsOf(rule, compared, expected);
  const traffic = { requestsPerMinute: expected.requestsPerMinute, steps };
  const { name, tolerance } = rule;
  return {
    name,
    baseRate,
    ratio: expected.ratio,
    tolerance,
    waits: waitsFor(rule),
    toRollBack: toRollBack ?? null,
    toPromote: waitsFor(rule) ? (toPromote ?? null) : null,
    detectableRatio: detectableRatio(rule, baseRate, minutes, traffic, settings, partOf(rule, guardrails)) ?? null,
  };
}

function effortsOf(
  rule: PlannedGuardrail,
  { analysis: { settings, guardrails }, steps }: Comparison,
  { requestsPerMinute, ...expected }: Expectation,
): { readonly toRollBack: Effort | undefined; readonly toPromote: Effort | undefined } {
  const traffic = { requestsPerMinute, steps };
  const baseRate = baseRateOf(rule, expected);
  const rates = { baseRate, ratio: expected.ratio };
  return {
    toRollBack: isTolerated(rule, expected)
      ? undefined
      : effortToRollBack(rule, rates, traffic, settings, partOf(rule, guardrails)),
    toPromote: effortToPromote(rule, baseRate, traffic, settings),
  };
}

function isTolerated({ tolerance }: PlannedGuardrail, { ratio }: Pick<Expectation, 'ratio'>): boolean {
  return ratio <= tolerance;
}

function waitsFor({ required, rollbackOnly }: PlannedGuardrail): boolean {
  return required && !rollbackOnly;
}

/** A tenth of the requests is slower than the 90th percentile, by its definition. */
function baseRateOf({ source }: PlannedGuardrail, { baseRate }: Pick<Expectation, 'baseRate'>): number {
  return source.kind === 'slow-requests' ? 1 - source.percentile / 100 : baseRate;
}

/** Steps that compare the versions, with a holdback the bake too; one that is over at once, and that nothing holds, compares nothing. */
export function comparedSteps(plan: ReleasePlan): PlannedTraffic['steps'] {
  return sharedSteps(plan)
    .filter((step) => lasts(plan, step))
    .map(({ percent, bakeSeconds }) => ({ share: percent / 100, minutes: bakeSeconds / 60 }));
}
