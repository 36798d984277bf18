import { DeployError } from '../deploy-error';
import { changed } from './changed';
import { listenerProviders } from './elbv2-listeners';
import { retag } from './elbv2-tags';
import { unlessGone } from './gone';
import { ResourceContext, ResourceInstance, ResourceProvider, ResourceProviders } from './provider';

/** Names of load balancers and target groups have 32 characters at most (API reference). */
const NAME_LENGTH = 32;
/** Time between two looks at a load balancer that is being made. */
const LOOK_INTERVAL_MS = 5_000;
const ELB = 'elasticloadbalancing';

const loadBalancer: ResourceProvider = {
  properties: {
    update: ['LoadBalancerAttributes', 'SecurityGroups', 'Subnets', 'Tags'],
    replace: ['IpAddressType', 'Name', 'Scheme', 'Type'],
    others: 'refuse',
  },
  attributes: [
    'CanonicalHostedZoneID',
    'DNSName',
    'LoadBalancerArn',
    'LoadBalancerFullName',
    'LoadBalancerName',
    'SecurityGroups',
  ],
  async create(properties, context) {
    const { LoadBalancerAttributes, ...input } = properties;
    const Name: string = properties.Name ?? context.physicalName(NAME_LENGTH);
    const { LoadBalancers } = await context.account.call(ELB, 'CreateLoadBalancer', { ...input, Name });
    const arn: string = LoadBalancers[0].LoadBalancerArn;
    await modifyAttributes(arn, LoadBalancerAttributes, context);
    return untilActive(arn, context);
  },
  async update(instance, properties, previous, context) {
    const { account } = context;
    const LoadBalancerArn = instance.physicalId;
    await modifyAttributes(LoadBalancerArn, properties.LoadBalancerAttributes, context);
    if (changed('SecurityGroups', properties, previous)) {
      await account.call(ELB, 'SetSecurityGroups', { LoadBalancerArn, SecurityGroups: properties.SecurityGroups });
    }
    if (changed('Subnets', properties, previous)) {
      await account.call(ELB, 'SetSubnets', { LoadBalancerArn, Subnets: properties.Subnets });
    }
    await retag(LoadBalancerArn, properties, previous, context);
    return untilActive(LoadBalancerArn, context);
  },
  async delete({ physicalId }, _properties, { account }) {
    await unlessGone(account.call(ELB, 'DeleteLoadBalancer', { LoadBalancerArn: physicalId }), 'LoadBalancerNotFound');
  },
};

async function modifyAttributes(LoadBalancerArn: string, Attributes: unknown, context: ResourceContext): Promise<void> {
  if (!Array.isArray(Attributes) || Attributes.length === 0) return;
  await context.account.call(ELB, 'ModifyLoadBalancerAttributes', { LoadBalancerArn, Attributes });
}

async function untilActive(arn: string, { account }: ResourceContext): Promise<ResourceInstance> {
  for (;;) {
    const { LoadBalancers } = await account.call(ELB, 'DescribeLoadBalancers', { LoadBalancerArns: [arn] });
    const found = LoadBalancers[0];
    if (found.State.Code === 'failed') throw new DeployError(`load balancer ${arn} failed to start`);
    if (found.State.Code === 'active') {
      return {
        physicalId: arn,
        attributes: {
          CanonicalHostedZoneID: found.CanonicalHostedZoneId,
          DNSName: found.DNSName,
          LoadBalancerArn: arn,
          LoadBalancerFullName: arn.slice(arn.indexOf(':loadbalancer/') + ':loadbalancer/'.length),
          LoadBalancerName: found.LoadBalancerName,
          SecurityGroups: found.SecurityGroups ?? [],
        },
      };
    }
    await account.clock.sleep(LOOK_INTERVAL_MS);
  }
}

const HEALTH_CHECK_PROPERTIES = [
  'HealthCheckEnabled',
  'HealthCheckIntervalSeconds',
  'HealthCheckPath',
  'HealthCheckPort',
  'HealthCheckProtocol',
  'HealthCheckTimeoutSeconds',
  'HealthyThresholdCount',
  'Matcher',
  'UnhealthyThresholdCount',
];

const targetGroup: ResourceProvider = {
  properties: {
    update: [...HEALTH_CHECK_PROPERTIES, 'Tags', 'TargetGroupAttributes'],
    replace: ['IpAddressType', 'Name', 'Port', 'Protocol', 'ProtocolVersion', 'TargetType', 'VpcId'],
    others: 'refuse',
  },
  attributes: ['LoadBalancerArns', 'TargetGroupArn', 'TargetGroupFullName', 'TargetGroupName'],
  async create(properties, context) {
    const { TargetGroupAttributes, ...input } = properties;
    const Name: string = properties.Name ?? context.physicalName(NAME_LENGTH);
    const { TargetGroups } = await context.account.call(ELB, 'CreateTargetGroup', { ...input, Name });
    const arn: string = TargetGroups[0].TargetGroupArn;
    await modifyGroupAttributes(arn, TargetGroupAttributes, context);
    return {
      physicalId: arn,
      attributes: {
        LoadBalancerArns: [],
        TargetGroupArn: arn,
        TargetGroupFullName: arn.slice(arn.lastIndexOf(':') + 1),
        TargetGroupName: Name,
      },
    };
  },
  async update(instance, properties, previous, context) {
    const TargetGroupArn = instance.physicalId;
    const healthCheck = Object.fromEntries(
      HEALTH_CHECK_PROPERTIES.filter((name) => properties[name] !== undefined).map((name) => [name, properties[name]]),
    );
    await context.account.call(ELB, 'ModifyTargetGroup', { TargetGroupArn, ...healthCheck });
    await modifyGroupAttributes(TargetGroupArn, properties.TargetGroupAttributes, context);
    await retag(TargetGroupArn, properties, previous, context);
    return instance;
  },
  async delete({ physicalId }, _properties, { account }) {
    await unlessGone(account.call(ELB, 'DeleteTargetGroup', { TargetGroupArn: physicalId }), 'TargetGroupNotFound');
  },
};

async function modifyGroupAttributes(arn: string, Attributes: unknown, context: ResourceContext): Promise<void> {
  if (!Array.isArray(Attributes) || Attributes.length === 0) return;
  await context.account.call(ELB, 'ModifyTargetGroupAttributes', { TargetGroupArn: arn, Attributes });
}

export const elbv2Providers: ResourceProviders = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': loadBalancer,
  'AWS::ElasticLoadBalancingV2::TargetGroup': targetGroup,
  ...listenerProviders,
};
