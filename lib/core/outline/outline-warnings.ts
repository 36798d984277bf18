import { AnalysisPlan, JudgeSettings, ReleasePlan } from '../../contract/index';
import { DetectionSettings } from '../detection/timings';
import { Effort } from '../judge/planner';
import { judgedSeconds, normalisePlan } from '../plan';
import {
  DecisionOutline,
  decisionOutline,
  Expectation,
  GuardrailOutline,
  sufficientTraffic,
  weakGuardrails,
  weaknessOf,
} from './decision-outline';

/** What becomes of a version that the judge can't prove to be good. */
export const WITHOUT_PROOF: Readonly<Record<JudgeSettings['onInconclusive'], string>> = {
  rollback: 'go back',
  promote: 'go on without a proof',
  manual: 'wait for people',
};

/** Largest share with which a canary may begin. */
const MAX_FIRST_PERCENT = 50;

/** What can't be decided with the expected traffic, each with what would suffice. */
export function trafficWarnings(
  declared: ReleasePlan,
  detection: Pick<DetectionSettings, 'alarms'>,
  expected: Expectation,
): readonly string[] {
  const plan = normalisePlan(declared);
  return [...quietAlarms(plan, detection, expected), ...weakJudge(plan, expected)];
}

/** What is weak about the judge of a plan, whatever the traffic. */
export function judgeWarnings(declared: ReleasePlan): readonly string[] {
  const { analysis } = declared;
  if (analysis === undefined) return [];
  return [...shortJudge(normalisePlan(declared), analysis), ...unprovable(analysis)];
}

/** A deadline that has passed by the end of the comparison leaves nothing to hold. */
function shortJudge(plan: ReleasePlan, { settings }: AnalysisPlan): string[] {
  const compared = judgedSeconds(plan);
  if (settings.maxDurationSeconds > compared) return [];
  return [
    `the versions are compared for ${round(compared / 60)} min, and the judge's maxDuration of ${round(settings.maxDurationSeconds / 60)} min is over ` +
      `by then: versions without a proof ${WITHOUT_PROOF[settings.onInconclusive]} at once, none is held for it; give it a longer maxDuration`,
  ];
}

/** Without a single event on either side no ratio of them is proven, however long it lasts. */
function unprovable({ guardrails }: AnalysisPlan): string[] {
  return guardrails
    .filter(
      ({ kind, required, rollbackOnly, ceiling }) => kind === 'events' && required && !rollbackOnly && ceiling === 0,
    )
    .map(
      ({ name }) =>
        `guardrail ${name}: without a ceiling a version with no such event is never proven to be good, as long as the live one has none either; ` +
        'give it ceilingPercent, a share of events that is good enough whatever the live version has, or isRequiredForPromotion: false',
    );
}

/** Alarms count no period with fewer requests: they stay quiet, whatever happens. */
function quietAlarms(
  { steps, bakeSeconds, measurement: { minimumRequests, otherwise } }: ReleasePlan,
  { alarms }: Pick<DetectionSettings, 'alarms'>,
  { requestsPerMinute }: Expectation,
): string[] {
  const warnings: string[] = [];
  if (bakeSeconds > 0 && requestsPerMinute < minimumRequests) {
    const end = otherwise === 'promote' ? 'is promoted unmeasured' : 'goes back at its end';
    return [
      `${rate(requestsPerMinute)} are too few for the bake, which ${end}: a minute counts from ${minimumRequests} requests on; ` +
        'lower alarms.minimumRequests, or release when there is more traffic',
    ];
  }
  const deaf = steps.find(
    ({ percent, bakeSeconds: s }) => s > 0 && percent > 0 && (requestsPerMinute * percent) / 100 < minimumRequests,
  );
  if (deaf !== undefined) {
    const least = Math.ceil((100 * minimumRequests) / requestsPerMinute);
    const remedy = least <= MAX_FIRST_PERCENT ? `begin with ${least} %, or lower` : 'lower';
    warnings.push(
      `no alarm of minutes can fire in the step of ${deaf.percent} %: of ${rate(requestsPerMinute)} it gets ` +
        `${round((requestsPerMinute * deaf.percent) / 100)}, and a minute counts from ${minimumRequests} on; ${remedy} alarms.minimumRequests`,
    );
  }
  const fastest = Math.min(...alarms.map(({ periodSeconds }) => periodSeconds));
  const needed = (minimumRequests * 60) / fastest;
  if (
    alarms.some(({ witness, periodSeconds }) => witness === 'gateway' && periodSeconds < 60) &&
    requestsPerMinute < needed
  ) {
    warnings.push(
      `the alarms of ${fastest} s can't fire with ${rate(requestsPerMinute)}: a period counts from ${minimumRequests} requests on, ` +
        `which takes ${rate(needed)}; lower alarms.minimumRequests`,
    );
  }
  return warnings;
}

function weakJudge(plan: ReleasePlan, expected: Expectation): string[] {
  const outline = decisionOutline(plan, expected);
  if (outline === undefined || plan.analysis === undefined) return [];
  const { settings } = plan.analysis;
  const tolerated = outline.guardrails.filter(({ ratio, tolerance }) => ratio <= tolerance).map(toleratedText);
  const weak = weakGuardrails(plan, expected) ?? [];
  if (weak.length === 0) return tolerated;
  const enough = sufficientTraffic(plan, expected);
  const suffices = enough === undefined ? 'no traffic suffices' : `${rate(enough)} suffice`;
  return [
    ...tolerated,
    ...weak.map(
      (guardrail) =>
        `guardrail ${guardrail.name}: with ${rate(expected.requestsPerMinute)} ${weaknessText(guardrail, outline, settings)}; ${suffices}; ` +
        `give the new version a larger share, or the judge a longer maxDuration${alternative(guardrail)}`,
    ),
  ];
}

function toleratedText({ name, ratio, tolerance }: GuardrailOutline): string {
  return (
    `guardrail ${name}: ${round(ratio)} times as bad is within its tolerance of ${round(tolerance)}, and never rolled back; ` +
    'look for more, or give it a smaller tolerance'
  );
}

/** Everything that is weak of a guardrail, and what becomes of good versions. */
function weaknessText(
  guardrail: GuardrailOutline,
  { minutesToDecide: minutes }: DecisionOutline,
  { onInconclusive }: JudgeSettings,
): string {
  const { ratio, toRollBack, toPromote } = guardrail;
  const { isLate, isUnproven } = weaknessOf(guardrail, minutes);
  const texts = [
    ...(isLate ? [`a version that is ${round(ratio)} times as bad is found ${when(toRollBack)}`] : []),
    ...(isUnproven ? [`a good version is proven ${when(toPromote)}`] : []),
  ];
  // At least half of the releases need no more than `minutes`.
  const howMany = toPromote === null || toPromote.minutes > minutes ? 'most' : 'some';
  const follows = isUnproven ? `, so that ${howMany} good versions ${WITHOUT_PROOF[onInconclusive]}` : '';
  return `${texts.join(' and ')} (in 19 of 20 releases; the judge can read ${round(minutes)} min)${follows}`;
}

function when(effort: Effort | null): string {
  return effort === null ? 'never' : `within ${effort.unluckyMinutes} min`;
}

/** What is found all the same. */
function alternative({ detectableRatio, ratio }: GuardrailOutline): string {
  if (detectableRatio === null || detectableRatio <= ratio) return '';
  return `, or be content with ${round(detectableRatio)} times as bad`;
}

function rate(requestsPerMinute: number): string {
  return `${round(requestsPerMinute)} requests a minute`;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
