import { unlessGone } from './gone';
import { Properties, ResourceContext, ResourceProvider, ResourceProviders } from './provider';
import { without } from './without';

const SERVICE = 'application-autoscaling';

/** Every call re-clamps the capacity into [min, max] (aws-facts §1.2): also an update that changes neither. */
const scalableTarget: ResourceProvider = {
  properties: {
    update: ['MaxCapacity', 'MinCapacity', 'RoleARN', 'ScheduledActions', 'SuspendedState'],
    replace: ['ResourceId', 'ScalableDimension', 'ServiceNamespace'],
    others: 'refuse',
  },
  attributes: ['Id'],
  async create(properties, context) {
    await register(properties, context);
    const id = `${properties.ResourceId}|${properties.ScalableDimension}|${properties.ServiceNamespace}`;
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(instance, properties, _previous, context) {
    await register(properties, context);
    return instance;
  },
  async delete({ physicalId }, _properties, { account }) {
    await unlessGone(
      account.call(SERVICE, 'DeregisterScalableTarget', targetOf(physicalId)),
      'ObjectNotFoundException',
    );
  },
};

async function register(properties: Properties, { account }: ResourceContext): Promise<void> {
  await account.call(SERVICE, 'RegisterScalableTarget', properties);
}

const scalingPolicy: ResourceProvider = {
  properties: {
    update: ['PolicyType', 'StepScalingPolicyConfiguration', 'TargetTrackingScalingPolicyConfiguration'],
    replace: ['PolicyName', 'ResourceId', 'ScalableDimension', 'ScalingTargetId', 'ServiceNamespace'],
    others: 'refuse',
  },
  attributes: ['Arn'],
  async create(properties, context) {
    const arn = await putPolicy(properties, context);
    return { physicalId: arn, attributes: { Arn: arn } };
  },
  async update(_instance, properties, _previous, context) {
    const arn = await putPolicy(properties, context);
    return { physicalId: arn, attributes: { Arn: arn } };
  },
  async delete(_instance, properties, { account }) {
    const { PolicyName } = properties;
    await unlessGone(
      account.call(SERVICE, 'DeleteScalingPolicy', { PolicyName, ...policyTarget(properties) }),
      'ObjectNotFoundException',
    );
  },
};

async function putPolicy(properties: Properties, { account }: ResourceContext): Promise<string> {
  const policy = without(properties, 'ScalingTargetId');
  const answer = await account.call(SERVICE, 'PutScalingPolicy', { ...policy, ...policyTarget(properties) });
  return answer.PolicyARN;
}

/** A policy names its target by id, or by the three members of the id. */
function policyTarget(properties: Properties): object {
  if (typeof properties.ScalingTargetId === 'string') return targetOf(properties.ScalingTargetId);
  const { ResourceId, ScalableDimension, ServiceNamespace } = properties;
  return { ResourceId, ScalableDimension, ServiceNamespace };
}

/** `Ref` of a scalable target is `resource id|dimension|namespace` (CloudFormation reference). */
function targetOf(id: string): object {
  const [ResourceId, ScalableDimension, ServiceNamespace] = id.split('|');
  return { ResourceId, ScalableDimension, ServiceNamespace };
}

export const autoscalingProviders: ResourceProviders = {
  'AWS::ApplicationAutoScaling::ScalableTarget': scalableTarget,
  'AWS::ApplicationAutoScaling::ScalingPolicy': scalingPolicy,
};
