import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { CheckSpec, Verdict } from '../../contract/index';
import { ReleaseFunctions } from '../release-functions';
import { CATCH_CAUSE, RELEASE_ID, WorkflowStates } from '../workflow-states';
import { announce } from './announce';
import { WayBack } from './roll-back';

/** Runs the checks one after the other. Only PASS goes on: a check that did not measure has not passed. */
export function check(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  checks: readonly CheckSpec[],
  next: { readonly wayBack: WayBack; readonly shift: sfn.State },
): sfn.State {
  const failed = states.set('Check failed', 'cause', {
    Error: 'CheckFailed',
    Cause: sfn.JsonPath.jsonToString(sfn.JsonPath.objectAt('$.verdict')),
  });
  failed.next(next.wayBack.rollBack);
  // From the last to the first, because each leads to the one after it.
  const first = checks.reduceRight<sfn.State>((following, spec) => {
    const task = states.task<Verdict>(`Check: ${spec.name}`, {
      fn: functions.check,
      payload: { action: 'check', releaseId: RELEASE_ID, spec },
      keep: 'verdict',
      members: ['check', 'status', 'reason', 'evidence'],
    });
    task.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
    task.next(
      states
        .choice(`Passed: ${spec.name}?`)
        .when(sfn.Condition.stringEquals('$.verdict.status', 'PASS'), following)
        .otherwise(failed),
    );
    return task;
  }, next.shift);
  return announce(states, functions, 'checking', { ...next, then: first });
}
