import { AnalysisPlan, JudgeSettings, ReleasePlan } from '../../contract/index';
import { DetectionSettings } from '../detection/timings';
import { Effort } from '../judge/planner';
import { ENOUGH_REQUESTS } from '../analysis/freeze';
import { judgedSeconds, normalisePlan } from '../plan';
import { quietAlarms } from './alarm-warnings';
import { rate, round } from './numbers';
import {
  comparedSteps,
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

/** What can't be decided with the expected traffic, each with what would suffice. */
export function trafficWarnings(
  declared: ReleasePlan,
  detection: Pick<DetectionSettings, 'alarms'>,
  expected: Expectation,
): readonly string[] {
  const plan = normalisePlan(declared);
  return [...quietAlarms(plan, detection, expected), ...guessedRates(plan, expected), ...weakJudge(plan, expected)];
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

/** Without enough requests in an hour nobody knows before what share of them is slow: it is not that of a percentile. */
function guessedRates({ analysis }: ReleasePlan, { requestsPerMinute }: Expectation): string[] {
  if (analysis === undefined || 60 * requestsPerMinute >= ENOUGH_REQUESTS) return [];
  return analysis.guardrails.flatMap(({ name, source }) =>
    source.kind === 'slow-requests'
      ? [
          `guardrail ${name}: ${rate(requestsPerMinute)} are fewer than ${ENOUGH_REQUESTS} in an hour, so answers above ${round(source.sloSeconds)} s count as slow, ` +
            `and not those above the live version's p${source.percentile}: what is said of it here holds when ${round(100 - source.percentile)} % are that slow`,
        ]
      : [],
  );
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
        `give ${remedies(plan)}${alternative(guardrail)}`,
    ),
  ];
}

/** Both sides prove: most is learned with half of the traffic on each. The last stage counts, which lasts until a decision. */
function remedies(plan: ReleasePlan): string {
  const share = comparedSteps(plan).at(-1)?.share ?? 0;
  const longer = 'the judge a longer maxDuration';
  if (share === 0.5) return longer;
  return `the new version a ${share < 0.5 ? 'larger share' : 'share nearer to half, as by a larger holdback'}, or ${longer}`;
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
