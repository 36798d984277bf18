import { Duration } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { LambdaCheckSpec } from '../../../contract/index';
import { CheckPhase } from './check-ways';
import { afterRun, ownCheckInput } from './own-check';

/** A check of the user's own: its function is called, then what it answered, or why it did not, is recorded. */
export function lambdaCheck(phase: CheckPhase, spec: LambdaCheckSpec, following: sfn.State): sfn.State {
  const { states } = phase;
  const { name, functionArn, timeoutSeconds } = spec;
  const run = new tasks.LambdaInvoke(states.scope, `Run: ${name}`, {
    lambdaFunction: lambda.Function.fromFunctionArn(states.scope, `Function of ${name}`, functionArn),
    payload: ownCheckInput(phase, spec),
    taskTimeout: sfn.Timeout.duration(Duration.seconds(timeoutSeconds)),
    resultPath: '$.own',
    resultSelector: { result: sfn.JsonPath.objectAt('$.Payload') },
  });
  return afterRun(phase, spec, run, following);
}
