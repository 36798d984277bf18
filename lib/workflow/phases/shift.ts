import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ErrorName, PollResult, ProbeSpec, ShiftResult } from '../../contract/index';
import { ReleaseFunctions } from '../release-functions';
import { STANDARD_RETRIES } from '../retries';
import { CATCH_CAUSE, RELEASE_ID, WorkflowStates } from '../workflow-states';
import { announce } from './announce';
import { lookDecides, watchTask } from './look';
import { Protection, untilGatewaysKnow } from './protect';
import { untilNextLook } from './probe';
import { WayBack } from './roll-back';

/**
 * Takes the steps of the plan one after the other, after the size of both sides was compared once more and after a last look with all traffic still on the old version: what has begun to
 * fire since the start, while an alarm's call had nothing to move, ends the release here. The first look of a step comes at once: it
 * ends a step without bake time, and sees a weight that something else changed.
 */
export function shift(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  next: {
    readonly wayBack: WayBack;
    readonly watchFailed: sfn.State;
    readonly bake: sfn.State;
    readonly protection: Protection | undefined;
    readonly probe: ProbeSpec | undefined;
  },
): sfn.State {
  const start = states.set('Start shift', 'shift', { stepIndex: 0 });
  const lookBack = watchTask(states, functions, 'Look before shift');
  const move = states.task<ShiftResult>('Shift', {
    fn: functions.traffic,
    payload: { action: 'shift', releaseId: RELEASE_ID, stepIndex: sfn.JsonPath.numberAt('$.shift.stepIndex') },
    keep: 'shift',
    members: ['stepIndex', 'weights', 'last'],
    retries: [...states.shiftRetries, ...STANDARD_RETRIES],
  });
  const watch = watchTask(states, functions, 'Watch step');
  const wait = untilNextLook(states, functions, 'in step', { spec: next.probe, next: watch });
  const nextStep = states.set('Next step', 'shift', {
    stepIndex: sfn.JsonPath.mathAdd(sfn.JsonPath.numberAt('$.shift.stepIndex'), 1),
  });
  const last = states
    .choice('Last step?')
    .when(sfn.Condition.booleanEquals('$.shift.last', true), next.bake)
    .otherwise(nextStep);

  const { poll, waitForMore } = capacity(states, functions, { ...next, enough: lookBack });
  move.addCatch(waitForMore, { errors: [ErrorName.NOT_ENOUGH_CAPACITY], resultPath: '$.capacity' });
  move.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  watch.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  lookBack.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  start.next(poll);
  const quiet = next.protection === undefined ? move : untilGatewaysKnow(states, next.protection, move);
  lookBack.next(lookDecides(states, 'Still quiet?', { done: quiet, goOn: quiet, rollBack: next.watchFailed }));
  move.next(watch);
  watch.next(lookDecides(states, 'Step baked?', { done: last, goOn: wait, rollBack: next.watchFailed }));
  nextStep.next(move);
  return announce(states, functions, 'shifting', { ...next, then: start });
}

/** Where the new side is made as large as the live one is by now, and where to wait for it when it still was not. */
interface CapacityLoop {
  readonly poll: sfn.State;
  readonly waitForMore: sfn.State;
}

/** Checks take their time, in which the live side may grow or a task die: polls until the new side is large enough, or too late. */
function capacity(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  next: { readonly wayBack: WayBack; readonly enough: sfn.State },
): CapacityLoop {
  const poll = states.task<PollResult>('Poll capacity', {
    fn: functions.environment,
    payload: { action: 'poll', releaseId: RELEASE_ID },
    keep: 'poll',
    members: ['status', 'reason', 'healthyTargets', 'desiredCount'],
  });
  const waitForMore = states.wait('Wait for capacity', 'pollIntervalSeconds');
  poll.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  waitForMore.next(poll);
  poll.next(
    states
      .choice('Large enough?')
      .when(sfn.Condition.stringEquals('$.poll.status', 'ready'), next.enough)
      .otherwise(waitForMore),
  );
  return { poll, waitForMore };
}
