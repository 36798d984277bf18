import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ApprovalSpec } from '../../../contract/index';
import { ReleaseFunctions } from '../../release-functions';
import { CATCH_CAUSE, RELEASE_ID, WorkflowStates } from '../../workflow-states';
import { WayOut } from './check-ways';

/** Tells people that the release waits for them, then waits: nobody approves what they do not know of. */
export function askForApproval(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  { name, timeoutSeconds, when }: ApprovalSpec,
  next: { readonly wayBack: WayOut; readonly then: sfn.State },
): sfn.State {
  const task = states.task(`Ask for: ${name}`, {
    fn: functions.release,
    payload: {
      action: 'ask-approval',
      releaseId: RELEASE_ID,
      check: name,
      timeoutSeconds,
      ...(when === undefined ? {} : { when }),
    },
  });
  task.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  task.next(next.then);
  return task;
}
