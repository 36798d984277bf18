import { camelCase } from './camel-case';
import { ecsService } from './ecs-service';
import { retagEcs } from './ecs-tags';
import { unlessGone } from './gone';
import { ResourceProvider, ResourceProviders } from './provider';
import { without } from './without';

/** Families and cluster names have 255 characters at most (API reference). */
const NAME_LENGTH = 255;

const cluster: ResourceProvider = {
  properties: {
    update: ['CapacityProviders', 'ClusterSettings', 'Configuration', 'DefaultCapacityProviderStrategy', 'Tags'],
    replace: ['ClusterName'],
    others: 'refuse',
  },
  attributes: ['Arn'],
  async create(properties, context) {
    const { ClusterSettings, ...others } = properties;
    const answer = await context.account.call('ecs', 'CreateCluster', {
      ...camelCase(others),
      settings: camelCase(ClusterSettings),
      clusterName: properties.ClusterName ?? context.physicalName(NAME_LENGTH),
    });
    return { physicalId: answer.cluster.clusterName, attributes: { Arn: answer.cluster.clusterArn } };
  },
  async update(instance, properties, previous, context) {
    await context.account.call('ecs', 'UpdateCluster', {
      ...camelCase(without(properties, 'ClusterName', 'ClusterSettings', 'Tags')),
      settings: camelCase(properties.ClusterSettings),
      cluster: instance.physicalId,
    });
    await retagEcs(String(instance.attributes.Arn), properties, previous, context);
    return instance;
  },
  async delete({ physicalId }, _properties, { account }) {
    await unlessGone(account.call('ecs', 'DeleteCluster', { cluster: physicalId }), 'ClusterNotFoundException');
  },
};

/** A revision can't change: every change but one of tags registers a new one, and the clean-up deregisters the old one. */
const taskDefinition: ResourceProvider = {
  properties: {
    update: ['Tags'],
    replace: [
      'ContainerDefinitions',
      'Cpu',
      'EphemeralStorage',
      'ExecutionRoleArn',
      'Family',
      'Memory',
      'NetworkMode',
      'RequiresCompatibilities',
      'RuntimePlatform',
      'TaskRoleArn',
      'Volumes',
    ],
    others: 'refuse',
  },
  attributes: ['TaskDefinitionArn'],
  async create(properties, context) {
    const answer = await context.account.call('ecs', 'RegisterTaskDefinition', {
      ...camelCase(properties),
      family: properties.Family ?? context.physicalName(NAME_LENGTH),
    });
    const arn: string = answer.taskDefinition.taskDefinitionArn;
    return { physicalId: arn, attributes: { TaskDefinitionArn: arn } };
  },
  async update(instance, properties, previous, context) {
    await retagEcs(instance.physicalId, properties, previous, context);
    return instance;
  },
  async delete({ physicalId }, _properties, { account }) {
    await unlessGone(
      account.call('ecs', 'DeregisterTaskDefinition', { taskDefinition: physicalId }),
      'ClientException', // inactive or unknown: deregistered by somebody else
    );
  },
};

export const ecsProviders: ResourceProviders = {
  'AWS::ECS::Cluster': cluster,
  'AWS::ECS::TaskDefinition': taskDefinition,
  'AWS::ECS::Service': ecsService,
};
