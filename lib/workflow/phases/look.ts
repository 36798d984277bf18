import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { WatchResult } from '../../contract/index';
import { ReleaseFunctions } from '../release-functions';
import { CATCH_AND_GO_ON, RELEASE_ID, WorkflowStates } from '../workflow-states';

/** One look at the release; its result is at `$.watch`. */
export function watchTask(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  name: string,
  action: 'before' | 'watch' = 'watch',
): tasks.LambdaInvoke {
  return states.task<WatchResult>(name, {
    fn: functions.watch,
    payload: { action, releaseId: RELEASE_ID, ...functions.watch.payload },
    keep: 'watch',
    members: ['decision', 'reason', 'evidence'],
  });
}

/** Where a look leads. */
export function lookDecides(
  states: WorkflowStates,
  name: string,
  next: { readonly done: sfn.IChainable; readonly goOn: sfn.IChainable; readonly rollBack: sfn.IChainable },
): sfn.Choice {
  return states
    .choice(name)
    .when(sfn.Condition.stringEquals('$.watch.decision', 'done'), next.done)
    .when(sfn.Condition.stringEquals('$.watch.decision', 'continue'), next.goOn)
    .otherwise(next.rollBack); // a decision that nobody knows is no reason to go on
}

/**
 * Between two looks: the version before gets as many tasks as the new one has by now, so that it can take the traffic back. What fails
 * here is tried again after the next look; it is no reason to go back.
 */
export function matchCapacity(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  name: string,
  next: sfn.State,
): sfn.State {
  const match = states.task(name, {
    fn: functions.environment,
    payload: { action: 'match', releaseId: RELEASE_ID },
    retries: [],
  });
  match.addCatch(next, CATCH_AND_GO_ON);
  match.next(next);
  return match;
}

/** Makes a look that spoke against the release the cause of its rollback. */
export function watchFailed(states: WorkflowStates, name: string): sfn.Pass {
  return states.set(name, 'cause', {
    Error: 'WatchFailed',
    Cause: sfn.JsonPath.jsonToString(sfn.JsonPath.objectAt('$.watch')),
  });
}
