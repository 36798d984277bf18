import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ErrorName, ProbeSpec } from '../../contract/index';
import { ReleaseFunctions } from '../release-functions';
import { CATCH_CAUSE, RELEASE_ID, WorkflowStates } from '../workflow-states';
import { lookDecides, matchCapacity, watchTask } from './look';
import { untilNextLook } from './probe';
import { WayBack } from './roll-back';

/** All traffic that the bake shall have is on the new version: watch it for the bake time. What was held back follows after it. */
export function bake(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  next: {
    readonly wayBack: WayBack;
    readonly watchFailed: sfn.State;
    readonly step: sfn.State;
    readonly promote: sfn.TaskStateBase;
    readonly probe: ProbeSpec | undefined;
  },
): sfn.State {
  const start = states.task('Start bake', {
    fn: functions.release,
    payload: { action: 'phase', releaseId: RELEASE_ID, phase: 'baking' },
  });
  const watch = watchTask(states, functions, 'Watch bake');
  const wait = untilNextLook(states, functions, 'in bake', { spec: next.probe, next: watch });
  const match = matchCapacity(states, functions, 'Match capacity in bake', wait);

  // A pause that came after the last look of the bake holds the promotion, too.
  next.promote.addCatch(match, { errors: [ErrorName.RELEASE_PAUSED], resultPath: '$.held' });
  next.promote.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  start.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  watch.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  start.next(wait);
  const baked = states
    .choice('Holdback?')
    .when(sfn.Condition.isPresent('$.release.plan.holdbackPercent'), next.step)
    .otherwise(next.promote);
  watch.next(lookDecides(states, 'Bake over?', { done: baked, goOn: match, rollBack: next.watchFailed }));
  return start;
}
