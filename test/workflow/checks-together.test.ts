import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { BlueGreenModel, Check } from '../../lib';
import { hosting, newApp, version } from '../helpers/model-stack';
import { Definition, State, stateMachineDefinition, successors } from '../helpers/state-machine-definition';

type ParallelState = State & { readonly Branches: readonly Definition[] };

describe('two checks that do not depend on each other', () => {
  const { States } = stateMachineDefinition(templateWithTwo());
  const together = States['With 1 more: bias'] as ParallelState;

  test('run at the same time, and lead on together', () => {
    expect(together).toMatchObject({ Type: 'Parallel', ResultPath: null, Next: 'Announce shifting' });
    expect(together.Branches.map(({ StartAt }) => StartAt)).toEqual(['Run: bias', 'Run: drift']);
  });

  test('go back when one of them fails', () => {
    expect(together.Catch).toEqual([{ ErrorEquals: ['States.ALL'], ResultPath: '$.cause', Next: 'Roll back' }]);
    const [bias] = together.Branches;
    expect(bias.States['Passed: bias?']).toMatchObject({ Default: 'Failed: bias' });
    expect(bias.States['Failed: bias']).toMatchObject({
      Type: 'Fail',
      Error: 'CheckFailed',
      CausePath: 'States.JsonToString($.verdict)',
    });
  });

  test('lead nowhere outside of their branch', () => {
    for (const { States: states } of together.Branches) {
      for (const next of Object.values(states).flatMap(successors)) expect(Object.keys(states)).toContain(next);
    }
  });
});

function templateWithTwo(): Template {
  const stack = new Stack(newApp(), 'Stack');
  const own = (name: string) =>
    Check.lambda(
      lambda.Function.fromFunctionArn(stack, name, `arn:aws:lambda:eu-west-1:123456789012:function:${name}`),
      { name },
    );
  new BlueGreenModel(stack, 'Model', {
    modelName: 'fraud',
    hosting: hosting(),
    version: version(),
    checks: [own('bias'), own('drift')],
  });
  return Template.fromStack(stack);
}
