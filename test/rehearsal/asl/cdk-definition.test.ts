import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { ExecutionResult, Json, functionError, parseStateMachine, runExecution } from '../../../lib/rehearsal/asl';
import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';
import { FUNCTION_ARN, START, answers } from './support';

/** The definition that CDK synthesizes, with its only intrinsic function (the partition) resolved. */
function synthesized(build: (stack: Stack) => sfn.IChainable): string {
  const stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
  new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(build(stack)) });
  const [machine] = Object.values(Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine'));
  const { DefinitionString: definition } = machine.Properties;
  if (typeof definition === 'string') return definition;
  const parts = definition['Fn::Join'][1] as (string | { Ref: string })[];
  return parts.map((part) => (typeof part === 'string' ? part : 'aws')).join('');
}

/** Polls until ready; every error leads to a Fail state that says why. */
function release(stack: Stack): sfn.IChainable {
  const lambdaFunction = LambdaFunction.fromFunctionArn(stack, 'Function', FUNCTION_ARN);
  const failed = new sfn.Fail(stack, 'Rolled back', {
    error: 'ReleaseRolledBack',
    causePath: "States.Format('{}: {}', $.cause.Error, $.release.id)",
  });
  const poll = new LambdaInvoke(stack, 'Poll', {
    lambdaFunction,
    payload: sfn.TaskInput.fromObject({ action: 'poll', id: sfn.JsonPath.stringAt('$.release.id') }),
    resultSelector: { 'ready.$': '$.Payload.ready' },
    resultPath: '$.poll',
    taskTimeout: sfn.Timeout.duration(Duration.seconds(30)),
  });
  poll.addRetry({ errors: ['LedgerConflict'], interval: Duration.seconds(1), jitterStrategy: sfn.JitterType.FULL });
  poll.addCatch(failed, { resultPath: '$.cause' });
  const wait = new sfn.Wait(stack, 'Wait', { time: sfn.WaitTime.secondsPath('$.release.pollSeconds') });
  const ready = new sfn.Choice(stack, 'Ready?')
    .when(sfn.Condition.booleanEquals('$.poll.ready', true), new sfn.Succeed(stack, 'Promoted'))
    .otherwise(wait);
  return wait.next(poll).next(ready);
}

const input = { release: { id: 'r1', pollSeconds: 15 } };

function run(...outcomes: readonly (Json | Error)[]): Promise<ExecutionResult> {
  return runExecution({
    machine: parseStateMachine(synthesized(release)),
    input,
    executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:m:e',
    name: 'e',
    stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:m',
    clock: new VirtualClock(START),
    seed: 1,
    invokeLambda: answers(...outcomes),
  });
}

test('runs what CDK synthesizes: polling until ready', async () => {
  const result = await run({ ready: false }, { ready: true });
  expect(result).toMatchObject({ status: 'SUCCEEDED', output: { ...input, poll: { ready: true } } });
  expect(result.stoppedAt - result.startedAt).toBe(30_000);
});

test('fails with a formatted cause after an error that is caught', async () => {
  const result = await run(
    { ready: false },
    functionError({ errorType: 'ProvisionFailed', errorMessage: 'no capacity' }),
  );
  expect(result).toMatchObject({ status: 'FAILED', error: 'ReleaseRolledBack', cause: 'ProvisionFailed: r1' });
});
