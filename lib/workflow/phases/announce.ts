import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Phase } from '../../contract/index';
import { ReleaseFunctions } from '../release-functions';
import { CATCH_CAUSE, RELEASE_ID, WorkflowStates } from '../workflow-states';
import { WayBack } from './roll-back';

/** Enters a phase and tells people, then goes on: only the `release` function may notify. */
export function announce(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  phase: Phase,
  next: { readonly wayBack: WayBack; readonly then: sfn.State },
): sfn.State {
  const task = states.task(`Announce ${phase}`, {
    fn: functions.release,
    payload: { action: 'phase', releaseId: RELEASE_ID, phase },
  });
  task.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  task.next(next.then);
  return task;
}
