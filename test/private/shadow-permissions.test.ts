import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AnswerComparison, Check } from '../../lib';
import { hostingWithGateway, modelTemplate, propertiesOf } from '../helpers/model-stack';
import { grants } from './support/grants';

const bakeTime = Duration.minutes(10);
const shadow = Check.shadow({ compare: [AnswerComparison.label('label')], duration: Duration.minutes(1) });
const withShadow = modelTemplate({ checks: [shadow], hosting: hostingWithGateway(), bakeTime });
const without = modelTemplate({ hosting: hostingWithGateway(), bakeTime });

test('the check function may read and write the settings of this model’s gateways, and read metrics, and nothing else is added', () => {
  const known = new Set(grants(without).map((grant) => JSON.stringify(grant)));
  const added = grants(withShadow).filter((grant) => !known.has(JSON.stringify(grant)));
  const parameter = expect.stringMatching(/:parameter\/cdk-model-bluegreen\/fraud\/gateway"\]\]}$/);
  expect(added).toEqual([
    { role: 'CheckFunction', action: 'ssm:GetParameter', resource: parameter },
    { role: 'CheckFunction', action: 'ssm:PutParameter', resource: parameter },
    { role: 'CheckFunction', action: 'cloudwatch:GetMetricData', resource: '"*"' },
  ]);
});

test('the variable comes with the permission, and neither without a shadow check', () => {
  const variables = (template: Template) =>
    propertiesOf(template, 'AWS::Lambda::Function', 'CheckFunction').Environment.Variables;
  expect(variables(withShadow)).toMatchObject({ GATEWAY_SETTINGS_PARAMETER: '/cdk-model-bluegreen/fraud/gateway' });
  expect(variables(without)).not.toHaveProperty('GATEWAY_SETTINGS_PARAMETER');
});
