import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ErrorName, PollResult, ProbeSpec, ShiftResult } from '../../contract/index';
import { ReleaseFunctions } from '../release-functions';
import { STANDARD_RETRIES } from '../retries';
import { CATCH_CAUSE, RELEASE_ID, WorkflowStates } from '../workflow-states';
import { announce } from './announce';
import { lookDecides, matchCapacity, watchTask } from './look';
import { Protection, untilGatewaysKnow } from './protect';
import { untilNextLook } from './probe';
import { WayBack } from './roll-back';

/** State with which the workflow goes on to the next step, also after a bake with a holdback. */
export function nextStep(states: WorkflowStates): sfn.Pass {
  return states.set('Next step', 'shift', {
    stepIndex: sfn.JsonPath.mathAdd(sfn.JsonPath.numberAt('$.shift.stepIndex'), 1),
    since: ENTERED,
  });
}

/** When the wait for the capacity of a step began. */
const ENTERED = sfn.JsonPath.stringAt('$$.State.EnteredTime');

/**
 * Takes the steps of the plan one after the other. Before each of them the size of both sides is compared once more, with a look in each
 * round of that, and a last look is taken with the traffic still where it is: what has begun to fire since the start, while an alarm's call
 * had nothing to move, ends the release here, and a pause that came meanwhile holds it. The first look of a step comes at once: it ends a
 * step without bake time, and sees a weight that something else changed.
 */
export function shift(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  next: {
    readonly wayBack: WayBack;
    readonly watchFailed: sfn.State;
    readonly step: sfn.Pass;
    readonly bake: sfn.State;
    readonly promote: sfn.State;
    readonly protection: Protection | undefined;
    readonly probe: ProbeSpec | undefined;
  },
): sfn.State {
  const start = states.set('Start shift', 'shift', { stepIndex: 0, since: ENTERED });
  const lookBack = watchTask(states, functions, 'Look before shift');
  const move = states.task<ShiftResult>('Shift', {
    fn: functions.traffic,
    payload: { action: 'shift', releaseId: RELEASE_ID, stepIndex: sfn.JsonPath.numberAt('$.shift.stepIndex') },
    keep: 'shift',
    members: ['stepIndex', 'weights', 'next'],
    retries: [...states.shiftRetries, ...STANDARD_RETRIES],
  });
  const watch = watchTask(states, functions, 'Watch step');
  const wait = untilNextLook(states, functions, 'in step', { spec: next.probe, next: watch });
  const match = matchCapacity(states, functions, 'Match capacity in step', wait);
  const whatNext = states
    .choice('Last step?')
    .when(sfn.Condition.stringEquals('$.shift.next', 'bake'), next.bake)
    .when(sfn.Condition.stringEquals('$.shift.next', 'promote'), next.promote)
    .otherwise(next.step);

  const { poll, waitForMore, look } = capacity(states, functions, { ...next, enough: lookBack });
  const held = hold(states, functions, { ...next, resumed: poll });
  look.next(lookDecides(states, 'Quiet meanwhile?', { done: poll, goOn: held, rollBack: next.watchFailed }));
  move.addCatch(waitForMore, { errors: [ErrorName.NOT_ENOUGH_CAPACITY], resultPath: '$.capacity' });
  move.addCatch(held, { errors: [ErrorName.RELEASE_PAUSED], resultPath: '$.held' });
  move.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  watch.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  lookBack.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  start.next(poll);
  const quiet = next.protection === undefined ? move : untilGatewaysKnow(states, next.protection, move);
  lookBack.next(lookDecides(states, 'Still quiet?', { done: quiet, goOn: held, rollBack: next.watchFailed }));
  move.next(watch);
  watch.next(lookDecides(states, 'Step baked?', { done: whatNext, goOn: match, rollBack: next.watchFailed }));
  next.step.next(poll);
  return announce(states, functions, 'shifting', { ...next, then: start });
}

/**
 * Before a step, while the release is paused: watched as in a step until it is resumed, or goes back because nobody did. Then the size of
 * both sides is looked at anew, with all the time that it may take.
 */
function hold(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  next: {
    readonly wayBack: WayBack;
    readonly watchFailed: sfn.State;
    readonly probe: ProbeSpec | undefined;
    readonly resumed: sfn.State;
  },
): sfn.State {
  const resume = states.set('Resume shift', 'shift', {
    stepIndex: sfn.JsonPath.numberAt('$.shift.stepIndex'),
    since: ENTERED,
  });
  const watch = watchTask(states, functions, 'Watch before shift');
  const wait = untilNextLook(states, functions, 'before shift', { spec: next.probe, next: watch });
  const match = matchCapacity(states, functions, 'Match capacity before shift', wait);
  watch.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  watch.next(lookDecides(states, 'Resumed?', { done: resume, goOn: match, rollBack: next.watchFailed }));
  resume.next(next.resumed);
  return match;
}

/** Where the new side is made as large as the live one is by now, where to wait for it when it still was not, and the look after that. */
interface CapacityLoop {
  readonly poll: sfn.State;
  readonly waitForMore: sfn.State;
  readonly look: sfn.TaskStateBase;
}

/**
 * Checks and steps take their time, in which the live side may grow or a task die: polls until the new side is large enough, or too late.
 * Callers may be on it already, so the time between is that of a step: probed, and ended by a look.
 */
function capacity(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  next: { readonly wayBack: WayBack; readonly enough: sfn.State; readonly probe: ProbeSpec | undefined },
): CapacityLoop {
  const poll = states.task<PollResult>('Poll capacity', {
    fn: functions.environment,
    payload: { action: 'poll', releaseId: RELEASE_ID, since: sfn.JsonPath.stringAt('$.shift.since') },
    keep: 'poll',
    members: ['status', 'reason', 'healthyTargets', 'desiredCount'],
  });
  const look = watchTask(states, functions, 'Watch for capacity');
  const waitForMore = untilNextLook(states, functions, 'for capacity', { spec: next.probe, next: look });
  poll.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  look.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  poll.next(
    states
      .choice('Large enough?')
      .when(sfn.Condition.stringEquals('$.poll.status', 'ready'), next.enough)
      .otherwise(waitForMore),
  );
  return { poll, waitForMore, look };
}
