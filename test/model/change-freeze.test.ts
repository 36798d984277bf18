import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { BlueGreenModel } from '../../lib';
import { hosting, modelStack, newApp, version } from '../helpers/model-stack';

/** Of the model's `ReleaseFunction`; `ModelReleaseFunction` is another one. */
function statements(stack: Stack): { Action: unknown; Resource: unknown }[] {
  const policies = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  const [, policy] = policies.find(([id]) => id.startsWith('ModelReleaseFunction')) ?? [];
  return policy?.Properties.PolicyDocument.Statement;
}

test('the release function may ask exactly what is declared', () => {
  const stack = new Stack(newApp(), 'Stack');
  new BlueGreenModel(stack, 'Model', {
    modelName: 'fraud',
    hosting: hosting(),
    version: version(),
    changeFreeze: {
      calendars: ['christmas', 'arn:aws:ssm:eu-west-1:999999999999:document/shared'],
      stopParameter: ssm.StringParameter.fromStringParameterName(stack, 'Stop', '/models/stop'),
    },
  });
  expect(statements(stack)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        Action: 'ssm:GetCalendarState',
        Resource: [
          { 'Fn::Join': ['', expect.arrayContaining([expect.stringContaining(':document/christmas')])] },
          'arn:aws:ssm:eu-west-1:999999999999:document/shared',
        ],
      }),
      expect.objectContaining({ Action: 'ssm:GetParameter' }),
    ]),
  );
});

test('without a freeze it may ask nothing', () => {
  expect(JSON.stringify(statements(modelStack().stack))).not.toContain('ssm:');
});

test.each([
  [{}, /changeFreeze must have calendars or a stopParameter, got neither/],
  [{ calendars: ['x y'] }, /changeFreeze.calendars\[0\] must be the name of a change calendar .* got "x y"/],
  [{ calendars: Array.from({ length: 11 }, (_, index) => `calendar-${index}`) }, /must be 10 at most, got 11/],
])('fails with %j', (changeFreeze, message) => {
  expect(() => modelStack({ changeFreeze })).toThrow(message);
});
