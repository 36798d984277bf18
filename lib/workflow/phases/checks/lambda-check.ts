import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { LambdaCheckSpec, OwnCheckInput } from '../../../contract/index';
import { CATCH_CAUSE, RELEASE_ID } from '../../workflow-states';
import { CheckPhase, passedChoice, whenNotPassed } from './check-ways';
import { recordVerdict } from './record-verdict';

/** A check of the user's own: its function is called, then what it answered, or why it did not, is recorded. */
export function lambdaCheck(phase: CheckPhase, spec: LambdaCheckSpec, following: sfn.State): sfn.State {
  const passed = passedChoice(phase, spec, following).otherwise(whenNotPassed(phase, spec, following));
  const record = recordVerdict(phase, `Check: ${spec.name}`, spec, { result: '$.own.result' });
  const died = recordVerdict(phase, `No answer: ${spec.name}`, spec, { cause: '$.cause' });
  const run = call(phase, spec);
  // States.ALL leaves it out (developer guide, "Handling errors"): the function may answer 6 MB, and a state 256 KB.
  run.addCatch(died, { ...CATCH_CAUSE, errors: ['States.DataLimitExceeded'] });
  run.addCatch(died, CATCH_CAUSE);
  run.next(record);
  record.next(passed);
  died.next(passed);
  return run;
}

/** The answer is at `$.own.result`. */
function call({ states, model }: CheckPhase, spec: LambdaCheckSpec): tasks.LambdaInvoke {
  const { name, functionArn, input, timeoutSeconds } = spec;
  const payload: Record<keyof OwnCheckInput, unknown> = {
    ...model,
    releaseId: RELEASE_ID,
    version: sfn.JsonPath.stringAt('$.release.version'),
    environment: sfn.JsonPath.stringAt('$.release.environment'),
    liveEnvironment: sfn.JsonPath.stringAt('$.release.liveEnvironment'),
    input,
  };
  return new tasks.LambdaInvoke(states.scope, `Run: ${name}`, {
    lambdaFunction: lambda.Function.fromFunctionArn(states.scope, `Function of ${name}`, functionArn),
    payload: sfn.TaskInput.fromObject(payload),
    taskTimeout: sfn.Timeout.duration(Duration.seconds(timeoutSeconds)),
    resultPath: '$.own',
    resultSelector: { result: sfn.JsonPath.objectAt('$.Payload') },
  });
}
