import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { CheckSpec, FinishResult, hasShadow } from '../../contract/index';
import { ReleaseFunctions } from '../release-functions';
import { CLEAN_UP_RETRY, ROLLBACK_RETRY } from '../retries';
import { CATCH_AND_GO_ON, RELEASE_ID, WorkflowStates } from '../workflow-states';
import { Protection, stopProtecting } from './protect';

/** The way back. `$.cause` says why. */
export interface WayBack {
  /** First state: brings the traffic back. */
  readonly rollBack: sfn.IChainable & sfn.INextable & sfn.State;
  /** Entry for a release that was refused before it touched anything. */
  readonly record: sfn.State;
}

/**
 * Roll back → record → stop what a shadow check mirrors, if there is one, and protecting callers, if gateways do → answer the deploy → keep the failed environment for a look at it → retire it → free the lock. Whatever
 * fails after the traffic is back goes on to the next state, so that the lock is always freed.
 */
export function wayBack(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  { checks, protection }: { readonly checks: readonly CheckSpec[]; readonly protection: Protection | undefined },
): WayBack {
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
  const afterMirroring = protection === undefined ? answer : stopProtecting(states, functions, answer);
  const afterRecord = hasShadow(checks) ? stopMirroring(states, functions, afterMirroring) : afterMirroring;
  record.addCatch(afterRecord, CATCH_AND_GO_ON);
  answer.addCatch(keep, CATCH_AND_GO_ON);
  retire.addCatch(finish, CATCH_AND_GO_ON);
  rollBack.next(record);
  record.next(afterRecord);
  answer.next(keep).next(retire).next(finish);
  finish.next(states.fail('Rolled back', 'ReleaseRolledBack', '$.finish.reason'));
  return { rollBack, record };
}

/**
 * Every release that does not pass its checks comes this way, also one whose execution died; a shadow check that is over has stopped
 * mirroring itself. Not tried for long: what is still mirrored ends by itself within minutes.
 */
function stopMirroring(states: WorkflowStates, functions: ReleaseFunctions, next: sfn.State): sfn.State {
  const stop = states.task('Stop mirroring', {
    fn: functions.check,
    payload: { action: 'stop-mirroring', releaseId: RELEASE_ID },
  });
  stop.addCatch(next, CATCH_AND_GO_ON);
  stop.next(next);
  return stop;
}
