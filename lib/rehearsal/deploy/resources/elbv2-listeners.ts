import { retag } from './elbv2-tags';
import { unlessGone } from './gone';
import { ResourceProvider, ResourceProviders } from './provider';
import { without } from './without';

const ELB = 'elasticloadbalancing';

const listener: ResourceProvider = {
  properties: {
    update: ['Certificates', 'DefaultActions', 'Port', 'Protocol', 'SslPolicy', 'Tags'],
    replace: ['LoadBalancerArn'],
    others: 'refuse',
  },
  attributes: ['ListenerArn'],
  async create(properties, { account }) {
    const { Listeners } = await account.call(ELB, 'CreateListener', properties);
    const arn: string = Listeners[0].ListenerArn;
    return { physicalId: arn, attributes: { ListenerArn: arn } };
  },
  async update(instance, properties, previous, context) {
    await context.account.call(ELB, 'ModifyListener', {
      ...without(properties, 'LoadBalancerArn', 'Tags'),
      ListenerArn: instance.physicalId,
    });
    await retag(instance.physicalId, properties, previous, context);
    return instance;
  },
  async delete({ physicalId }, _properties, { account }) {
    await unlessGone(account.call(ELB, 'DeleteListener', { ListenerArn: physicalId }), 'ListenerNotFound');
  },
};

/** An update sends conditions and actions together: this is how a native rule loses its live weights (aws-facts §1.2). */
const listenerRule: ResourceProvider = {
  properties: {
    update: ['Actions', 'Conditions', 'Priority', 'Tags'],
    replace: ['ListenerArn'],
    others: 'refuse',
  },
  attributes: ['IsDefault', 'RuleArn'],
  async create(properties, { account }) {
    const { Rules } = await account.call(ELB, 'CreateRule', properties);
    const arn: string = Rules[0].RuleArn;
    return { physicalId: arn, attributes: { IsDefault: false, RuleArn: arn } };
  },
  async update(instance, properties, previous, context) {
    const RuleArn = instance.physicalId;
    const { Actions, Conditions, Priority } = properties;
    await context.account.call(ELB, 'ModifyRule', { RuleArn, Actions, Conditions });
    if (Priority !== previous.Priority) {
      await context.account.call(ELB, 'SetRulePriorities', { RulePriorities: [{ RuleArn, Priority }] });
    }
    await retag(RuleArn, properties, previous, context);
    return instance;
  },
  async delete({ physicalId }, _properties, { account }) {
    await unlessGone(account.call(ELB, 'DeleteRule', { RuleArn: physicalId }), 'RuleNotFound');
  },
};

export const listenerProviders: ResourceProviders = {
  'AWS::ElasticLoadBalancingV2::Listener': listener,
  'AWS::ElasticLoadBalancingV2::ListenerRule': listenerRule,
};
