import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ReleaseFunctions } from '../release-functions';
import { CATCH_CAUSE, RELEASE_ID, WorkflowStates } from '../workflow-states';
import { lookDecides, matchCapacity, watchTask } from './look';
import { WayBack } from './roll-back';

/** All traffic that the bake shall have is on the new version: watch it for the bake time. What was held back follows after it. */
export function bake(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  next: {
    readonly wayBack: WayBack;
    readonly watchFailed: sfn.State;
    readonly step: sfn.State;
    readonly promote: sfn.State;
  },
): sfn.State {
  const start = states.task('Start bake', {
    fn: functions.release,
    payload: { action: 'phase', releaseId: RELEASE_ID, phase: 'baking' },
  });
  const wait = states.wait('Wait in bake', 'watchIntervalSeconds');
  const match = matchCapacity(states, functions, 'Match capacity in bake', wait);
  const watch = watchTask(states, functions, 'Watch bake');

  start.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  watch.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  start.next(wait).next(watch);
  const baked = states
    .choice('Holdback?')
    .when(sfn.Condition.isPresent('$.release.plan.holdbackPercent'), next.step)
    .otherwise(next.promote);
  watch.next(lookDecides(states, 'Bake over?', { done: baked, goOn: match, rollBack: next.watchFailed }));
  return start;
}
