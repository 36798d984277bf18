import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { CheckResult, CheckSpec, isAdvisory } from '../../../contract/index';
import { CATCH_CAUSE, RELEASE_ID } from '../../workflow-states';
import { CheckPhase } from './check-ways';

/** Records how a check ended that the check function did not run to its end. Its verdict is at `$.verdict`. */
export function recordVerdict(
  { states, functions, wayBack }: CheckPhase,
  stateName: string,
  spec: CheckSpec,
  what: { readonly result: string } | { readonly cause: string },
): sfn.TaskStateBase {
  const task = states.task<CheckResult>(stateName, {
    fn: functions.check,
    payload: {
      action: 'record',
      releaseId: RELEASE_ID,
      name: spec.name,
      ...(isAdvisory(spec) ? { advisory: true } : {}),
      ...('result' in what
        ? { result: sfn.JsonPath.objectAt(what.result) }
        : { cause: sfn.JsonPath.objectAt(what.cause) }),
    },
    keep: 'verdict',
    members: ['check', 'status', 'reason', 'evidence'],
  });
  // An abort is refused here, and leads back, whatever mode the check has.
  task.addCatch(wayBack.rollBack, CATCH_CAUSE);
  return task;
}
