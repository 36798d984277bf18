import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { AdoptResult, ErrorName } from '../../contract/index';
import { ReleaseFunctions } from '../release-functions';
import { ADOPT_RETRY, STALE_READING_RETRY } from '../retries';
import { CATCH_AND_GO_ON, WorkflowStates } from '../workflow-states';
import { PREPARED } from './prepare';
import { WayBack } from './roll-back';

/** Takes over from an execution that died, and ends its release in the way that is still open. */
export function recover(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  next: { readonly wayBack: WayBack; readonly afterPromotion: sfn.State; readonly nothingToDo: sfn.State },
): sfn.State {
  const adopt = states.task<AdoptResult>('Adopt release', {
    fn: functions.release,
    payload: {
      action: 'adopt',
      executionArn: sfn.JsonPath.stringAt('$$.Execution.Id'),
      releaseId: sfn.JsonPath.stringAt('$.recover'),
    },
    keep: 'release',
    members: [...PREPARED, 'next'],
    retries: [STALE_READING_RETRY, ADOPT_RETRY],
  });
  const died = states.set('Execution died', 'cause', {
    Error: 'WatchFailed',
    Cause: JSON.stringify({
      reason: 'the execution of the release died, another one cleans up',
      evidence: { trigger: 'execution-died' },
    }),
  });
  // A success, although it is none: the recovery rule starts no other execution after it. People have been told.
  const givenUp = states.succeed('Recovery given up');
  // The execution runs after all: somebody asked for the recovery of a release that lives.
  adopt.addCatch(next.nothingToDo, { ...CATCH_AND_GO_ON, errors: [ErrorName.EXECUTION_STILL_RUNNING] });
  adopt.addCatch(givenUp, CATCH_AND_GO_ON);
  died.next(next.wayBack.rollBack);
  adopt.next(
    states
      .choice('What is left?')
      .when(sfn.Condition.stringEquals('$.release.next', 'roll-back'), died)
      // The deploy may still wait for its answer, and the standby time may not be over: the next look tells.
      .when(sfn.Condition.stringEquals('$.release.next', 'continue'), next.afterPromotion)
      .when(sfn.Condition.stringEquals('$.release.next', 'given-up'), givenUp)
      .otherwise(next.nothingToDo),
  );
  return adopt;
}
