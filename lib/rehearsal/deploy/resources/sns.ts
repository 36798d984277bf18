import { unlessGone } from './gone';
import { Properties, ResourceContext, ResourceProvider, ResourceProviders } from './provider';
import { without } from './without';

/** Topic names have 256 characters at most (API reference). */
const TOPIC_NAME_LENGTH = 256;

const topic: ResourceProvider = {
  properties: {
    update: ['DisplayName', 'KmsMasterKeyId', 'Tags', 'TracingConfig', 'SignatureVersion'],
    replace: ['FifoTopic', 'TopicName'],
    others: 'refuse',
  },
  attributes: ['TopicArn', 'TopicName'],
  async create(properties, context) {
    const Name: string = properties.TopicName ?? context.physicalName(TOPIC_NAME_LENGTH);
    const { TopicArn } = await context.account.call('sns', 'CreateTopic', { Name, Tags: properties.Tags });
    await setTopicAttributes(TopicArn, properties, context);
    return { physicalId: TopicArn, attributes: { TopicArn, TopicName: Name } };
  },
  async update(instance, properties, _previous, context) {
    await setTopicAttributes(instance.physicalId, properties, context);
    return instance;
  },
  async delete({ physicalId }, _properties, { account }) {
    await unlessGone(account.call('sns', 'DeleteTopic', { TopicArn: physicalId }), 'NotFound', 'NotFoundException');
  },
};

async function setTopicAttributes(
  TopicArn: string,
  properties: Properties,
  { account }: ResourceContext,
): Promise<void> {
  for (const AttributeName of ['DisplayName', 'KmsMasterKeyId', 'SignatureVersion', 'TracingConfig']) {
    const AttributeValue: unknown = properties[AttributeName];
    if (AttributeValue === undefined) continue;
    await account.call('sns', 'SetTopicAttributes', { TopicArn, AttributeName, AttributeValue });
  }
}

const topicPolicy: ResourceProvider = {
  properties: { update: ['PolicyDocument', 'Topics'], replace: [], others: 'refuse' },
  attributes: ['Id'],
  async create(properties, context) {
    await setTopicPolicy(properties, context);
    const id = context.physicalName(TOPIC_NAME_LENGTH);
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(instance, properties, _previous, context) {
    await setTopicPolicy(properties, context);
    return instance;
  },
  // Deleting a policy puts the topic's default policy back, which admits the account itself (CloudFormation reference).
  async delete(_instance, properties, context) {
    await unlessGone(
      setTopicPolicy({ ...properties, PolicyDocument: { Version: '2012-10-17', Statement: [] } }, context),
      'NotFound',
      'NotFoundException',
    );
  },
};

async function setTopicPolicy({ Topics, PolicyDocument }: Properties, { account }: ResourceContext): Promise<void> {
  for (const TopicArn of Topics as readonly string[]) {
    await account.call('sns', 'SetTopicAttributes', {
      TopicArn,
      AttributeName: 'Policy',
      AttributeValue: JSON.stringify(PolicyDocument),
    });
  }
}

const subscription: ResourceProvider = {
  properties: {
    update: ['DeliveryPolicy', 'FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy'],
    replace: ['Endpoint', 'Protocol', 'Region', 'TopicArn'],
    others: 'refuse',
  },
  attributes: ['Arn'],
  async create(properties, { account }) {
    const { TopicArn, Protocol, Endpoint } = properties;
    const settings = without(properties, 'TopicArn', 'Protocol', 'Endpoint', 'Region');
    const Attributes = Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, attributeText(value)]),
    );
    const { SubscriptionArn } = await account.call('sns', 'Subscribe', {
      TopicArn,
      Protocol,
      Endpoint,
      ReturnSubscriptionArn: true,
      ...(Object.keys(Attributes).length > 0 ? { Attributes } : {}),
    });
    return { physicalId: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
  },
  async update(instance, properties, previous, { account }) {
    for (const name of subscription.properties.update) {
      if (properties[name] === undefined && previous[name] === undefined) continue;
      await account.call('sns', 'SetSubscriptionAttributes', {
        SubscriptionArn: instance.physicalId,
        AttributeName: name,
        AttributeValue: properties[name] === undefined ? '' : attributeText(properties[name]),
      });
    }
    return instance;
  },
  async delete({ physicalId }, _properties, { account }) {
    await unlessGone(
      account.call('sns', 'Unsubscribe', { SubscriptionArn: physicalId }),
      'NotFound',
      'NotFoundException',
    );
  },
};

/** SNS takes attributes as texts: JSON for policies. */
function attributeText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export const snsProviders: ResourceProviders = {
  'AWS::SNS::Topic': topic,
  'AWS::SNS::TopicPolicy': topicPolicy,
  'AWS::SNS::Subscription': subscription,
};
