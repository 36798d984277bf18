import { Template } from 'aws-cdk-lib/assertions';
import { Probe, SageMakerRouting } from '../../lib';
import { modelTemplate, propertiesOf } from '../helpers/model-stack';
import { sageMakerTemplate } from '../helpers/sagemaker-stack';
import { grants } from './support/grants';

const probe = Probe.predictions({ requests: [{ body: { amount: 1 } }] });
const probing = modelTemplate({ probe });

const own = (template: Template) => grants(template).filter(({ role }) => role.startsWith('ProbeFunction'));

test('the prober may publish its metrics, and do nothing else but log and stand in the VPC', () => {
  const actions = own(probing).map(({ action }) => action);
  expect(actions.filter((action) => !/^(ec2|xray|logs):/.test(action))).toEqual(['cloudwatch:PutMetricData']);
});

test('in its own namespace only', () => {
  const policies = Object.values(probing.findResources('AWS::IAM::Policy'));
  const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement as any[]);
  const publishing = statements.filter(({ Action }) => [Action].flat().includes('cloudwatch:PutMetricData'));
  expect(publishing.map(({ Condition }) => Condition)).toContainEqual({
    StringEquals: { 'cloudwatch:namespace': 'cdk-model-bluegreen/probe' },
  });
});

test('it stands in the VPC, by a group that the test listener admits', () => {
  const { VpcConfig, Environment } = propertiesOf(probing, 'AWS::Lambda::Function', 'ProbeFunction');
  expect(VpcConfig.SecurityGroupIds).toHaveLength(1);
  expect(Environment.Variables).toHaveProperty('TEST_ENDPOINT');
  expect(Environment.Variables).not.toHaveProperty('LEDGER_TABLE');
});

test('with variants it may invoke the endpoint instead', () => {
  const template = sageMakerTemplate({ hosting: { routing: SageMakerRouting.variantWeights() }, model: { probe } });
  const actions = own(template).map(({ action }) => action);
  expect(actions).toContain('sagemaker:InvokeEndpoint');
  expect(actions.filter((action) => action.startsWith('ec2:'))).toEqual([]);
});

test('no prober and no alarm without a probe', () => {
  const template = modelTemplate();
  expect(own(template)).toEqual([]);
  expect(JSON.stringify(template.toJSON())).not.toContain('fast-probe');
});
