import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { FinishResult } from '../../contract/index';
import { ReleaseFunctions } from '../release-functions';
import { CLEAN_UP_RETRY, ROLLBACK_RETRY } from '../retries';
import { CATCH_AND_GO_ON, RELEASE_ID, WorkflowStates } from '../workflow-states';

/** The way back. `$.cause` says why. */
export interface WayBack {
  /** First state: brings the traffic back. */
  readonly rollBack: sfn.IChainable & sfn.INextable & sfn.State;
  /** Entry for a release that was refused before it touched anything. */
  readonly record: sfn.State;
}

/**
 * Roll back → record → answer the deploy → keep the failed environment for a look at it → retire it → free the lock. Whatever
 * fails after the traffic is back goes on to the next state, so that the lock is always freed.
 */
export function wayBack(states: WorkflowStates, functions: ReleaseFunctions): WayBack {
  const rollBack = states.task('Roll back', {
    fn: functions.traffic,
    payload: { action: 'rollback', releaseId: RELEASE_ID, cause: sfn.JsonPath.objectAt('$.cause') },
    retries: [ROLLBACK_RETRY],
  });
  const record = states.task('Record rollback', {
    fn: functions.release,
    payload: { action: 'rolled-back', releaseId: RELEASE_ID },
  });
  const answer = states.task('Answer the failed deploy', {
    fn: functions.modelRelease,
    payload: { action: 'answer', releaseId: RELEASE_ID },
  });
  const keep = states.wait('Keep the failed environment', 'failedEnvironmentRetentionSeconds');
  const retire = states.task('Retire the failed version', {
    fn: functions.environment,
    payload: { action: 'retire', releaseId: RELEASE_ID, which: 'failed' },
    retries: [...states.environmentRetries, CLEAN_UP_RETRY],
  });
  const finish = states.task<FinishResult>('Finish failed', {
    fn: functions.release,
    payload: { action: 'finish', releaseId: RELEASE_ID },
    keep: 'finish',
    members: ['outcome', 'reason'],
    retries: [CLEAN_UP_RETRY],
  });

  rollBack.addCatch(states.fail('Rollback failed', 'RollbackFailed', '$.cleanUpError.Cause'), CATCH_AND_GO_ON);
  record.addCatch(answer, CATCH_AND_GO_ON);
  answer.addCatch(keep, CATCH_AND_GO_ON);
  retire.addCatch(finish, CATCH_AND_GO_ON);
  rollBack.next(record).next(answer).next(keep).next(retire).next(finish);
  finish.next(states.fail('Rolled back', 'ReleaseRolledBack', '$.finish.reason'));
  return { rollBack, record };
}
