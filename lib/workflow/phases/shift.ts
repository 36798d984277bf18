import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ShiftResult } from '../../contract/index';
import { ReleaseFunctions } from '../release-functions';
import { CATCH_CAUSE, RELEASE_ID, WorkflowStates } from '../workflow-states';
import { announce } from './announce';
import { lookDecides, watchTask } from './look';
import { WayBack } from './roll-back';

/**
 * Takes the steps of the plan one after the other, after a last look with all traffic still on the old version: what has begun to
 * fire since the start, while an alarm's call had nothing to move, ends the release here. The first look of a step comes at once: it
 * ends a step without bake time, and sees a weight that something else changed.
 */
export function shift(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  next: { readonly wayBack: WayBack; readonly watchFailed: sfn.State; readonly bake: sfn.State },
): sfn.State {
  const start = states.set('Start shift', 'shift', { stepIndex: 0 });
  const lookBack = watchTask(states, functions, 'Look before shift');
  const move = states.task<ShiftResult>('Shift', {
    fn: functions.traffic,
    payload: { action: 'shift', releaseId: RELEASE_ID, stepIndex: sfn.JsonPath.numberAt('$.shift.stepIndex') },
    keep: 'shift',
    members: ['stepIndex', 'weights', 'last'],
  });
  const watch = watchTask(states, functions, 'Watch step');
  const wait = states.wait('Wait in step', 'watchIntervalSeconds');
  const nextStep = states.set('Next step', 'shift', {
    stepIndex: sfn.JsonPath.mathAdd(sfn.JsonPath.numberAt('$.shift.stepIndex'), 1),
  });
  const last = states
    .choice('Last step?')
    .when(sfn.Condition.booleanEquals('$.shift.last', true), next.bake)
    .otherwise(nextStep);

  move.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  watch.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  lookBack.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  start.next(lookBack);
  lookBack.next(lookDecides(states, 'Still quiet?', { done: move, goOn: move, rollBack: next.watchFailed }));
  move.next(watch);
  watch.next(lookDecides(states, 'Step baked?', { done: last, goOn: wait, rollBack: next.watchFailed }));
  wait.next(watch);
  nextStep.next(move);
  return announce(states, functions, 'shifting', { ...next, then: start });
}
