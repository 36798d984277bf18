import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { CheckSpec, ErrorName, PreparedRelease } from '../../contract/index';
import { ReleaseFunctions } from '../release-functions';
import { checksOfReleasesOnly } from './brings-back';
import { CATCH_AND_GO_ON, CATCH_CAUSE, RELEASE_ID, WorkflowStates } from '../workflow-states';
import { watchFailed, watchTask } from './look';
import { WayBack } from './roll-back';

/** The execution's name is the release id. */
const OWN_ID = sfn.JsonPath.stringAt('$$.Execution.Name');

/** Members of the prepared release that later states read. */
export const PREPARED: readonly (keyof PreparedRelease)[] = [
  'decision',
  'releaseId',
  'version',
  'environment',
  'liveEnvironment',
  'isReturn',
  'plan',
];

/** Takes the lock, unless the version is live or may not be released, and looks at the alarms before anything is touched. */
export function prepare(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  { checks }: { readonly checks: readonly CheckSpec[] },
  next: { readonly wayBack: WayBack; readonly provision: sfn.State; readonly nothingToDo: sfn.State },
): sfn.State {
  const lock = states.task<PreparedRelease>('Prepare', {
    fn: functions.release,
    payload: {
      action: 'prepare',
      executionArn: sfn.JsonPath.stringAt('$$.Execution.Id'),
      releaseId: OWN_ID,
      input: sfn.JsonPath.objectAt('$'),
      checks: checksOfReleasesOnly(checks).map(({ name }) => name),
    },
    keep: 'release',
    members: PREPARED,
  });
  lock.addCatch(refused(states, functions), { errors: [ErrorName.RELEASE_REFUSED], resultPath: '$.cause' });
  lock.addCatch(prepareFailed(states, next.wayBack), CATCH_CAUSE);
  lock.next(
    states
      .choice('Already live?')
      .when(sfn.Condition.stringEquals('$.release.decision', 'noop'), answerLive(states, functions, next.nothingToDo))
      .otherwise(lookBefore(states, functions, next)),
  );
  return lock;
}

/** The lock may be held or not: the way back works in both cases, it only has to know the release. */
function prepareFailed(states: WorkflowStates, { rollBack }: WayBack): sfn.State {
  const known = states.set('Prepare failed', 'release', {
    releaseId: OWN_ID,
    plan: { failedEnvironmentRetentionSeconds: 0 },
  });
  known.next(rollBack);
  return known;
}

function refused(states: WorkflowStates, functions: ReleaseFunctions): sfn.State {
  const end = states.fail('Refused', ErrorName.RELEASE_REFUSED, '$.cause.Cause');
  const answer = states.task('Answer the refusal', {
    fn: functions.modelRelease,
    payload: { action: 'answer', releaseId: OWN_ID, refusal: sfn.JsonPath.objectAt('$.cause') },
  });
  answer.addCatch(end, CATCH_AND_GO_ON);
  answer.next(end);
  return answer;
}

function answerLive(states: WorkflowStates, functions: ReleaseFunctions, nothingToDo: sfn.State): sfn.State {
  const answer = states.task('Answer for the live version', {
    fn: functions.modelRelease,
    payload: { action: 'answer', releaseId: RELEASE_ID },
  });
  answer.addCatch(nothingToDo, CATCH_AND_GO_ON);
  answer.next(nothingToDo);
  return answer;
}

function lookBefore(
  states: WorkflowStates,
  functions: ReleaseFunctions,
  next: { readonly wayBack: WayBack; readonly provision: sfn.State },
): sfn.State {
  const look = watchTask(states, functions, 'Look before', 'before');
  look.addCatch(next.wayBack.rollBack, CATCH_CAUSE);
  const refuse = watchFailed(states, 'Refuse: alarms fire');
  refuse.next(next.wayBack.record);
  look.next(
    states
      .choice('Alarms quiet?')
      .when(sfn.Condition.stringEquals('$.watch.decision', 'continue'), next.provision)
      .otherwise(refuse),
  );
  return look;
}
