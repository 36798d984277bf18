import { Duration } from 'aws-cdk-lib';
import { hosting, modelTemplate, propertiesOf } from '../helpers/model-stack';
import { grants } from './support/grants';

const bakeTime = Duration.minutes(10);
const protecting = modelTemplate({ hosting: hosting({ gateway: { protectCallers: true } }), bakeTime });
const without = modelTemplate({ hosting: hosting({ gateway: {} }), bakeTime });

test('the watch function may read and write the settings of this model’s gateways, and nothing else is added', () => {
  const known = new Set(grants(without).map((grant) => JSON.stringify(grant)));
  const added = grants(protecting).filter((grant) => !known.has(JSON.stringify(grant)));
  const parameter = expect.stringMatching(/:parameter\/cdk-model-bluegreen\/fraud\/gateway"\]\]}$/);
  expect(added.filter(({ action }) => action.startsWith('ssm:'))).toEqual([
    { role: 'WatchFunction', action: 'ssm:GetParameter', resource: parameter },
    { role: 'WatchFunction', action: 'ssm:PutParameter', resource: parameter },
  ]);
  expect(added).toHaveLength(2);
});

test('the variables come with the permission, and none without protectCallers', () => {
  const { Environment } = propertiesOf(protecting, 'AWS::Lambda::Function', 'WatchFunction');
  expect(Environment.Variables).toMatchObject({
    GATEWAY_SETTINGS_PARAMETER: '/cdk-model-bluegreen/fraud/gateway',
    PROTECT_CALLERS: 'true',
  });
  const others = propertiesOf(without, 'AWS::Lambda::Function', 'WatchFunction').Environment.Variables;
  expect(Object.keys(others)).toEqual(expect.not.arrayContaining(['GATEWAY_SETTINGS_PARAMETER', 'PROTECT_CALLERS']));
});
