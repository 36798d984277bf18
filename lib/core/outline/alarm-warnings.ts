import { ReleasePlan, ShiftStep } from '../../contract/index';
import { DetectionSettings } from '../detection/timings';
import { lasts } from '../plan';
import { Expectation } from './decision-outline';
import { rate, round } from './numbers';

/** Largest share with which a canary may begin. */
const MAX_FIRST_PERCENT = 50;

/** Alarms count no period with fewer requests: they stay quiet, whatever happens. Each step has its share of the requests alone. */
export function quietAlarms(
  plan: ReleasePlan,
  { alarms }: Pick<DetectionSettings, 'alarms'>,
  { requestsPerMinute }: Expectation,
): string[] {
  const { bakeSeconds, measurement } = plan;
  const { minimumRequests } = measurement;
  if (bakeSeconds > 0 && requestsPerMinute < minimumRequests) return [unmeasuredBake(plan, requestsPerMinute)];
  const fast = alarms.filter(({ witness, periodSeconds }) => witness === 'gateway' && periodSeconds < 60);
  const shortest = Math.min(...fast.map(({ periodSeconds }) => periodSeconds));
  const needed = { minimumRequests, requestsPerMinute };
  const steps = plan.steps.filter((step) => step.percent > 0 && lasts(plan, step));
  const ofMinutes = deafStep(steps, { ...needed, periodSeconds: 60 });
  const warnings: string[] = [];
  if (ofMinutes !== undefined)
    warnings.push(`no alarm of minutes can fire ${inStep(ofMinutes, { ...needed, periodSeconds: 60 })}`);
  if (fast.length > 0)
    warnings.push(
      ...quietFast(steps.slice(ofMinutes === undefined ? 0 : 1 + steps.indexOf(ofMinutes)), {
        ...needed,
        periodSeconds: shortest,
      }),
    );
  return warnings;
}

/** What an alarm needs, and what there is. */
interface Needed {
  readonly periodSeconds: number;
  readonly minimumRequests: number;
  readonly requestsPerMinute: number;
}

function neededPerMinute({ periodSeconds, minimumRequests }: Needed): number {
  return (60 * minimumRequests) / periodSeconds;
}

/** The first step with weight, and with a time, in which no period counts. */
function deafStep(steps: readonly ShiftStep[], needed: Needed): ShiftStep | undefined {
  return steps.find(({ percent }) => (needed.requestsPerMinute * percent) / 100 < neededPerMinute(needed));
}

function inStep({ percent }: ShiftStep, needed: Needed): string {
  const { minimumRequests, requestsPerMinute, periodSeconds } = needed;
  const least = Math.ceil((100 * neededPerMinute(needed)) / requestsPerMinute);
  const remedy = least <= MAX_FIRST_PERCENT ? `begin with ${least} %, or lower` : 'lower';
  const counts =
    periodSeconds === 60
      ? `a minute counts from ${minimumRequests} on`
      : `a period counts from ${minimumRequests} on, which takes ${round(neededPerMinute(needed))} a minute`;
  return (
    `in the step of ${percent} %: of ${rate(requestsPerMinute)} it gets ${round((requestsPerMinute * percent) / 100)}, and ${counts}; ` +
    `${remedy} alarms.minimumRequests`
  );
}

/** And for the alarms of all steps. */
function unmeasuredBake(
  { measurement: { minimumRequests, otherwise } }: Pick<ReleasePlan, 'measurement'>,
  requestsPerMinute: number,
): string {
  const end = otherwise === 'promote' ? 'is promoted unmeasured' : 'goes back at its end';
  return (
    `${rate(requestsPerMinute)} are too few for the bake, which ${end}: a minute counts from ${minimumRequests} requests on; ` +
    'lower alarms.minimumRequests, or release when there is more traffic'
  );
}

/** `steps` without the one in which alarms of minutes are quiet: that these are, too, is said already. */
function quietFast(steps: readonly ShiftStep[], needed: Needed): string[] {
  const { periodSeconds, minimumRequests, requestsPerMinute } = needed;
  const least = neededPerMinute(needed);
  if (requestsPerMinute < least) {
    return [
      `the alarms of ${periodSeconds} s can't fire with ${rate(requestsPerMinute)}: a period counts from ${minimumRequests} requests on, ` +
        `which takes ${rate(least)}; lower alarms.minimumRequests`,
    ];
  }
  const step = deafStep(steps, needed);
  return step === undefined ? [] : [`the alarms of ${periodSeconds} s can't fire ${inStep(step, needed)}`];
}
