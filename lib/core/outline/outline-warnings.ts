import { ReleasePlan } from '../../contract/index';
import { DetectionSettings } from '../detection/timings';
import { normalisePlan } from '../plan';
import { decisionOutline, Expectation, GuardrailOutline, sufficientTraffic, weakGuardrails } from './decision-outline';

/** What can't be decided with the expected traffic, each with what would suffice. */
export function trafficWarnings(
  declared: ReleasePlan,
  detection: Pick<DetectionSettings, 'alarms'>,
  expected: Expectation,
): readonly string[] {
  const plan = normalisePlan(declared);
  return [...quietAlarms(plan, detection, expected), ...weakJudge(plan, expected)];
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
    ({ percent, bakeSeconds: s }) => s > 0 && (requestsPerMinute * percent) / 100 < minimumRequests,
  );
  if (deaf !== undefined) {
    const least = Math.ceil((100 * minimumRequests) / requestsPerMinute);
    warnings.push(
      `no alarm of minutes can fire in the step of ${deaf.percent} %: of ${rate(requestsPerMinute)} it gets ` +
        `${round((requestsPerMinute * deaf.percent) / 100)}, and a minute counts from ${minimumRequests} on; begin with ${least} %, ` +
        'or lower alarms.minimumRequests',
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
  if (outline === undefined) return [];
  const weak = weakGuardrails(plan, expected) ?? [];
  if (weak.length === 0) return [];
  const enough = sufficientTraffic(plan, expected);
  const suffices = enough === undefined ? 'no traffic suffices' : `${rate(enough)} suffice`;
  return weak.map((guardrail) => {
    const what = weakness(guardrail, outline.deadlineMinutes);
    return `guardrail ${guardrail.name}: ${what} with ${rate(expected.requestsPerMinute)}; ${suffices}; give the new version a larger share, or the judge a longer maxDuration${alternative(guardrail)}`;
  });
}

function weakness({ toRollBack, ratio, toPromote }: GuardrailOutline, deadlineMinutes: number): string {
  const isLate = toRollBack === null || toRollBack.minutes > deadlineMinutes;
  if (isLate) {
    const took = toRollBack === null ? 'never' : `after ${toRollBack.minutes} min`;
    return `a version that is ${round(ratio)} times as bad is found ${took}, the judge has ${deadlineMinutes} min,`;
  }
  const proven = toPromote === null ? 'never' : `after ${toPromote.minutes} min`;
  return `a good version is proven ${proven}, the judge has ${deadlineMinutes} min,`;
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
