import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { BlueGreenModel, Check, CheckMode, DataContract, ReleaseWait } from '../../lib';
import { hosting, modelTemplate, newApp, version } from '../helpers/model-stack';
import { Definition, stateMachineDefinition } from '../helpers/state-machine-definition';
import { statementsOf } from '../helpers/statements';

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:bias';

function templateWith(mode?: CheckMode): Template {
  const stack = new Stack(newApp(), 'Stack');
  const fn = lambda.Function.fromFunctionArn(stack, 'Bias', ARN);
  new BlueGreenModel(stack, 'Model', {
    modelName: 'fraud',
    hosting: hosting(),
    version: version(),
    checks: [Check.lambda(fn, { name: 'bias', mode, input: { limit: 5 }, timeout: Duration.minutes(2) })],
  });
  return Template.fromStack(stack);
}

/** Next states of `Passed: bias?`. */
function branches({ States }: Definition): string[] {
  const { Choices = [], Default } = States['Passed: bias?'];
  return [...Choices.map(({ Next }) => Next), Default ?? ''];
}

describe('a check of the user’s own', () => {
  const template = templateWith();
  const definition = stateMachineDefinition(template);
  const { States } = definition;

  test('calls the function with the release and where to find the version', () => {
    expect(States['Run: bias']).toMatchObject({
      TimeoutSeconds: 120,
      Parameters: {
        FunctionName: ARN,
        Payload: {
          modelName: 'fraud',
          endpointName: '',
          'releaseId.$': '$.release.releaseId',
          'version.$': '$.release.version',
          'environment.$': '$.release.environment',
          'liveEnvironment.$': '$.release.liveEnvironment',
          input: { limit: 5 },
        },
      },
      Next: 'Check: bias',
      // States.ALL leaves the first one out.
      Catch: [
        { ErrorEquals: ['States.DataLimitExceeded'], Next: 'No answer: bias' },
        { ErrorEquals: ['States.ALL'], Next: 'No answer: bias' },
      ],
    });
    expect(States['Run: bias'].Parameters?.Payload.testEndpoint).toMatch(/^http:\/\//);
  });

  test.each(['Check: bias', 'No answer: bias'])('%s records the verdict, and is refused after an abort', (name) => {
    expect(States[name]).toMatchObject({
      Parameters: { Payload: { action: 'record', name: 'bias' } },
      Next: 'Passed: bias?',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Roll back' }],
    });
  });

  test('only PASS goes on', () => {
    expect(branches(definition)).toEqual(['Announce shifting', 'Check failed']);
  });

  test('the workflow may call the function', () => {
    const statements = Object.entries(template.findResources('AWS::IAM::Policy'))
      .filter(([id]) => id.includes('WorkflowRole'))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as { Action: unknown; Resource: unknown }[]);
    expect(statements.find(({ Action }) => Action === 'lambda:InvokeFunction')?.Resource).toContain(ARN);
  });
});

test('an advisory check of one’s own goes on in any case', () => {
  const definition = stateMachineDefinition(templateWith(CheckMode.ADVISORY));
  expect(branches(definition)).toEqual(['Announce shifting', 'Announce shifting']);
  expect(definition.States['Check: bias'].Parameters?.Payload.advisory).toBe(true);
});

test('a built-in check that is advisory goes on in any case, and when it died is noted', () => {
  const smoke = Check.smoke({ requests: [{ body: {} }], mode: CheckMode.ADVISORY });
  const { States } = stateMachineDefinition(modelTemplate({ checks: [smoke] }));
  expect(States['Check: smoke'].Parameters?.Payload.spec.advisory).toBe(true);
  expect(States['Check: smoke'].Catch).toMatchObject([
    { ErrorEquals: ['States.DataLimitExceeded'], Next: 'No answer: smoke' },
    { ErrorEquals: ['States.ALL'], Next: 'No answer: smoke' },
  ]);
  expect(States['No answer: smoke']).toMatchObject({ Next: 'Announce shifting', Catch: [{ Next: 'Roll back' }] });
  expect(States['Passed: smoke?'].Default).toBe('Announce shifting');
  expect(States['Passed: health?'].Default).toBe('Check failed');
});

test('fails with members of the input that Step Functions would take for paths', () => {
  const fn = lambda.Function.fromFunctionArn(new Stack(), 'Bias', ARN);
  expect(() => Check.lambda(fn, { name: 'bias', input: { a: [{ 'price.$': 1 }] } })).toThrow(
    'input.a.0.price.$ must not end in ".$"',
  );
});

test('fails out of its range', () => {
  const fn = lambda.Function.fromFunctionArn(new Stack(), 'Bias', ARN);
  expect(() => Check.lambda(fn, { name: 'b c', timeout: Duration.minutes(16) })).toThrow(
    /invalid check "b c": name must be .*; timeout must be whole seconds from 1 to 900/,
  );
});

const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:audit';

describe('a check by a state machine', () => {
  const stack = new Stack(newApp(), 'Stack');
  const machine = sfn.StateMachine.fromStateMachineArn(stack, 'Audit', MACHINE);
  new BlueGreenModel(stack, 'Model', {
    modelName: 'fraud',
    hosting: hosting(),
    version: version(),
    checks: [Check.stateMachine(machine, { name: 'audit', input: { depth: 2 }, timeout: Duration.minutes(20) })],
  });
  const template = Template.fromStack(stack);
  const { States } = stateMachineDefinition(template);

  test('runs it to its end, with the release and where to find the version', () => {
    expect(States['Run: audit']).toMatchObject({
      TimeoutSeconds: 1200,
      ResultSelector: { 'result.$': '$.Output' },
      Parameters: {
        StateMachineArn: MACHINE,
        Input: { modelName: 'fraud', 'version.$': '$.release.version', input: { depth: 2 } },
      },
      Next: 'Check: audit',
      Catch: [
        { ErrorEquals: ['States.DataLimitExceeded'], Next: 'No answer: audit' },
        { ErrorEquals: ['States.ALL'], Next: 'No answer: audit' },
      ],
    });
    expect(JSON.stringify(States['Run: audit'])).toContain(':states:::states:startExecution.sync:2');
    expect(States['No answer: audit'].Next).toBe('Passed: audit?');
  });

  test('the workflow may start this one, look after its executions, and have the rule that tells of their ends', () => {
    const statements = statementsOf(template).filter(({ role }) => role === 'Workflow');
    const resourcesOf = (action: string) =>
      statements.filter(({ actions }) => actions.includes(action)).flatMap(({ resources }) => resources);
    expect(resourcesOf('states:StartExecution')).toEqual([JSON.stringify(MACHINE)]);
    for (const action of ['states:DescribeExecution', 'states:StopExecution']) {
      expect(resourcesOf(action)).toEqual([expect.stringMatching(/:states:.*:execution:audit:\*/)]);
    }
    for (const action of ['events:PutTargets', 'events:PutRule', 'events:DescribeRule']) {
      expect(resourcesOf(action)).toEqual([
        expect.stringMatching(/:rule\/StepFunctionsGetEventsForStepFunctionsExecutionRule/),
      ]);
    }
  });

  test('fails for an express state machine, whose end nobody can wait for', () => {
    const express = new sfn.StateMachine(new Stack(), 'Express', {
      stateMachineType: sfn.StateMachineType.EXPRESS,
      definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Succeed(new Stack(), 'Done')),
    });
    expect(() => Check.stateMachine(express, { name: 'audit', timeout: Duration.days(2) })).toThrow(
      /timeout must be whole seconds from 1 to 86400.*; the state machine must be a standard one, got Default\/Express/,
    );
  });
});

test.each([
  [CheckMode.REQUIRED, 'Roll back'],
  [CheckMode.ADVISORY, 'No answer: data-contract'],
])('a built-in check (%s) that answers too much, or nothing to measure, leads on', (mode, caught) => {
  const dataContract = DataContract.of({ tags: { a: 'b' } });
  const checks = [Check.dataContract({ mode })];
  const { States } = stateMachineDefinition(
    modelTemplate({ checks, version: version('1.0.0', { dataContract }), waitFor: ReleaseWait.START }),
  );
  expect(States['Check: data-contract'].Catch).toMatchObject([
    { ErrorEquals: ['States.DataLimitExceeded'], Next: caught },
    { ErrorEquals: ['States.ALL'], Next: caught },
  ]);
  const exempt = States['Passed: data-contract?'].Choices?.find(({ And }: any) => And !== undefined);
  expect(exempt).toMatchObject({ Next: States['Passed: data-contract?'].Choices?.[0].Next });
});
