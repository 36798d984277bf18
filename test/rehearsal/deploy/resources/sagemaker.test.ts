import { SageMaker } from '../../../../lib/rehearsal/aws/sagemaker/sagemaker';
import { Network } from '../../../../lib/rehearsal/network';
import { LoopbackTasks } from '../../support/loopback-tasks';
import { finished, Rehearsal } from '../support/rehearse';

let rehearsal: Rehearsal;
beforeEach(() => {
  rehearsal = new Rehearsal();
  const { account, clock } = rehearsal;
  const network = new Network();
  const runtime = new LoopbackTasks(network);
  account.register(new SageMaker({ account, clock, network, runtime, ingest: () => undefined, seed: 1 }));
});
afterEach(() => rehearsal.close());

const role = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'sagemaker.amazonaws.com' } }],
    },
  },
};
const variant = {
  ...{ VariantName: 'AllTraffic', InstanceType: 'ml.m5.large', InitialInstanceCount: 1, InitialVariantWeight: 1 },
  ModelName: { 'Fn::GetAtt': ['M', 'ModelName'] },
};
const resources = (Image: string, Tags: readonly object[] = []) => ({
  R: role,
  M: {
    Type: 'AWS::SageMaker::Model',
    Properties: { ExecutionRoleArn: { 'Fn::GetAtt': ['R', 'Arn'] }, PrimaryContainer: { Image }, Tags },
  },
  C: { Type: 'AWS::SageMaker::EndpointConfig', Properties: { ProductionVariants: [variant], Tags } },
});
const attributes = (logicalId: string) => rehearsal.engine.resources('Shop').get(logicalId)!.attributes;
const call = (operation: string, input: object = {}) => rehearsal.account.call('sagemaker', operation, input);
const names = async () => ({
  models: (await call('ListModels')).Models.map(({ ModelName }: any) => ModelName),
  configs: (await call('ListEndpointConfigs')).EndpointConfigs.map((config: any) => config.EndpointConfigName),
});

test('a model and a configuration that runs it are made, and go with the stack', async () => {
  await rehearsal.deploy(resources('fraud:1'));
  const { ModelName, ModelArn } = attributes('M') as Record<string, string>;
  expect(ModelName).toMatch(/^Shop-M-[0-9A-F]{12}$/);
  expect(rehearsal.engine.resources('Shop').get('M')!.physicalId).toBe(ModelArn);
  const { ProductionVariants } = await call('DescribeEndpointConfig', {
    EndpointConfigName: attributes('C').EndpointConfigName,
  });
  expect(ProductionVariants).toMatchObject([{ ModelName, InitialInstanceCount: 1 }]);
  expect(await rehearsal.engine.destroy('Shop')).toMatchObject({ succeeded: true });
  expect(await names()).toEqual({ models: [], configs: [] });
});

test('a new image makes a new model and a new configuration, and the clean-up deletes the old ones', async () => {
  await rehearsal.deploy(resources('fraud:1'));
  const before = await names();
  const result = await rehearsal.deploy(resources('fraud:2'));
  expect(finished(result)).toEqual([
    'M CREATE_COMPLETE',
    'C CREATE_COMPLETE',
    'C DELETE_COMPLETE',
    'M DELETE_COMPLETE',
  ]);
  const after = await names();
  expect(after.models).toHaveLength(1);
  expect(after.configs).toHaveLength(1);
  expect(after).not.toEqual(before);
});

test('tags change in place', async () => {
  await rehearsal.deploy(
    resources('fraud:1', [
      { Key: 'team', Value: 'a' },
      { Key: 'old', Value: '' },
    ]),
  );
  const before = await names();
  await rehearsal.deploy(resources('fraud:1', [{ Key: 'team', Value: 'b' }]));
  expect(await names()).toEqual(before);
  const { Tags } = await call('ListTags', { ResourceArn: attributes('M').ModelArn });
  expect(Tags).toEqual([{ Key: 'team', Value: 'b' }]);
});

test('what somebody deleted already does not stop the deletion of the stack', async () => {
  await rehearsal.deploy(resources('fraud:1'));
  await call('DeleteEndpointConfig', { EndpointConfigName: attributes('C').EndpointConfigName });
  expect(await rehearsal.engine.destroy('Shop')).toMatchObject({ succeeded: true });
});

test('fails for a role that SageMaker may not assume, and for a property that it does not know', async () => {
  const { R, M, C } = resources('fraud:1');
  const strange = JSON.parse(JSON.stringify(R).replace('sagemaker.amazonaws.com', 'ecs-tasks.amazonaws.com'));
  expect((await rehearsal.deploy({ R: strange, M, C })).reason).toContain('Could not assume role');
  const unknown = { ...M, Properties: { ...M.Properties, Colour: 'blue' } };
  await expect(rehearsal.deploy({ R, M: unknown, C })).rejects.toThrow(/Colour/);
});

test('a feature group is made under its name, and goes with the stack', async () => {
  const properties = {
    ...{ FeatureGroupName: 'customers', RecordIdentifierFeatureName: 'id', EventTimeFeatureName: 'at' },
    FeatureDefinitions: ['id', 'at'].map((FeatureName) => ({ FeatureName, FeatureType: 'String' })),
    OnlineStoreConfig: { EnableOnlineStore: true },
  };
  await rehearsal.deploy({ G: { Type: 'AWS::SageMaker::FeatureGroup', Properties: properties } });
  expect(rehearsal.engine.resources('Shop').get('G')!.physicalId).toBe('customers');
  expect(attributes('G')).toMatchObject({ FeatureGroupStatus: 'Created' });
  expect(await call('DescribeFeatureGroup', { FeatureGroupName: 'customers' })).toMatchObject(properties);
  expect(await rehearsal.engine.destroy('Shop')).toMatchObject({ succeeded: true });
  await expect(call('DescribeFeatureGroup', { FeatureGroupName: 'customers' })).rejects.toMatchObject({
    code: 'ResourceNotFound',
  });
});
