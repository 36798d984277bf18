import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { PollResult } from '../../contract/index';
import { ReleaseFunctions } from '../release-functions';
import { STANDARD_RETRIES } from '../retries';
import { CATCH_CAUSE, RELEASE_ID, WorkflowStates } from '../workflow-states';
import { announce } from './announce';
import { WayBack } from './roll-back';

/** Fills the idle environment and waits until it is ready. The poll itself fails at the deadline. */
export function provision(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  next: { readonly wayBack: WayBack; readonly check: sfn.State },
): sfn.State {
  const fill = states.task('Provision', {
    fn: functions.environment,
    payload: { action: 'provision', releaseId: RELEASE_ID },
    retries: [...states.environmentRetries, ...STANDARD_RETRIES],
  });
  const wait = states.wait('Wait for rollout', 'pollIntervalSeconds');
  const poll = states.task<PollResult>('Poll rollout', {
    fn: functions.environment,
    payload: { action: 'poll', releaseId: RELEASE_ID },
    keep: 'poll',
    members: ['status', 'reason', 'healthyTargets', 'desiredCount'],
  });

  fill.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  poll.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  fill.next(wait).next(poll);
  poll.next(
    states.choice('Ready?').when(sfn.Condition.stringEquals('$.poll.status', 'ready'), next.check).otherwise(wait),
  );
  return announce(states, functions, 'provisioning', { ...next, then: fill });
}
