import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ReleaseFunctions } from '../release-functions';
import { CLEAN_UP_RETRY, FLAGS_COUNT_AT_ONCE, ROLLBACK_FLAGS } from '../retries';
import { CATCH_AND_GO_ON, CATCH_CAUSE, RELEASE_ID, WorkflowStates } from '../workflow-states';
import { lookDecides, matchCapacity, watchTask } from './look';
import { WayBack } from './roll-back';

/** Retire the version before → free the lock. */
export function retireOld(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  next: { readonly wayBack: WayBack },
): sfn.State {
  const retire = states.task('Retire the old version', {
    fn: functions.environment,
    payload: { action: 'retire', releaseId: RELEASE_ID, which: 'old' },
    retries: [FLAGS_COUNT_AT_ONCE, ...states.environmentRetries, CLEAN_UP_RETRY],
  });
  const finish = states.task('Finish', {
    fn: functions.release,
    payload: { action: 'finish', releaseId: RELEASE_ID },
  });
  // An alarm or an operator was faster than the end of the standby time: the way back is still open, and wins.
  retire.addCatch(next.wayBack.rollBack, { errors: [...ROLLBACK_FLAGS], resultPath: '$.cause' });
  // The version is live whatever else happens here; tasks that are left over cost money, a held lock blocks every release.
  retire.addCatch(finish, CATCH_AND_GO_ON);
  retire.next(finish).next(states.succeed('Promoted'));
  return retire;
}

/** Where the standby phase begins, and where a recovery enters it. */
export interface StandbyPhase {
  /** What it does about errors is up to the bake, which it goes back to. */
  readonly promote: sfn.TaskStateBase;
  readonly afterPromotion: sfn.State;
}

/** Promote → answer the deploy → normal scaling → watch while the version before is still warm. */
export function standby(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  next: { readonly wayBack: WayBack; readonly watchFailed: sfn.State; readonly retire: sfn.State },
): StandbyPhase {
  const promote = states.task('Promote', {
    fn: functions.release,
    payload: { action: 'promote', releaseId: RELEASE_ID },
  });
  const answer = states.task('Answer the deploy', {
    fn: functions.modelRelease,
    payload: { action: 'answer', releaseId: RELEASE_ID },
  });
  const settle = states.task('Settle', {
    fn: functions.environment,
    payload: { action: 'settle', releaseId: RELEASE_ID },
  });
  const watch = watchTask(states, functions, 'Watch standby');
  const wait = states.wait('Wait in standby', 'watchIntervalSeconds');
  const match = matchCapacity(states, functions, 'Match capacity in standby', wait);

  // CloudFormation times out by itself; a good version does not go back for that.
  answer.addCatch(settle, CATCH_AND_GO_ON);
  settle.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  watch.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  promote.next(answer).next(settle).next(wait).next(watch);
  watch.next(lookDecides(states, 'Standby over?', { done: next.retire, goOn: match, rollBack: next.watchFailed }));
  return { promote, afterPromotion: answer };
}
