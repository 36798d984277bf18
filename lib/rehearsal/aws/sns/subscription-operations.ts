import { AwsError, Operation } from '../service';
import { Topics } from './topics';

/** Protocols of Subscribe (API reference); only functions get their messages, the others are recorded. */
const PROTOCOLS = ['http', 'https', 'email', 'email-json', 'sms', 'sqs', 'application', 'lambda', 'firehose'];

/** Attributes that would change which messages arrive, or in which shape; others are about transport. */
const CHANGE_DELIVERY = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'ReplayPolicy'];

export function subscriptionOperations(topics: Topics): Readonly<Record<string, Operation>> {
  return {
    Subscribe: {
      required: ['TopicArn', 'Protocol', 'Endpoint'],
      authorize: (input) => [{ action: 'sns:Subscribe', resource: input.TopicArn }],
      handle: ({ TopicArn, Protocol, Endpoint, Attributes = {} }) => {
        if (!PROTOCOLS.includes(Protocol)) {
          throw new AwsError(
            'InvalidParameter',
            `Invalid parameter: Does not support this protocol string: ${Protocol}`,
          );
        }
        for (const [name, value] of Object.entries(Attributes)) requireHarmless(name, String(value));
        return { SubscriptionArn: topics.subscribe(TopicArn, Protocol, Endpoint).arn };
      },
    },
    SetSubscriptionAttributes: {
      required: ['SubscriptionArn', 'AttributeName'],
      authorize: (input) => [{ action: 'sns:SetSubscriptionAttributes', resource: topicArnOf(input.SubscriptionArn) }],
      handle: ({ AttributeName, AttributeValue = '' }) => {
        requireHarmless(AttributeName, AttributeValue);
        return {};
      },
    },
    Unsubscribe: {
      required: ['SubscriptionArn'],
      authorize: (input) => [{ action: 'sns:Unsubscribe', resource: topicArnOf(input.SubscriptionArn) }],
      handle: (input) => {
        topics.unsubscribe(input.SubscriptionArn);
        return {};
      },
    },
    ListSubscriptionsByTopic: {
      required: ['TopicArn'],
      authorize: (input) => [{ action: 'sns:ListSubscriptionsByTopic', resource: input.TopicArn }],
      handle: (input, { accountId }) => ({
        Subscriptions: topics.subscriptionsOf(topics.get(input.TopicArn).arn).map((subscription) => ({
          SubscriptionArn: subscription.arn,
          Owner: accountId,
          Protocol: subscription.protocol,
          Endpoint: subscription.endpoint,
          TopicArn: subscription.topicArn,
        })),
      }),
    },
  };
}

function requireHarmless(name: string, value: string): void {
  if (value !== '' && value !== 'false' && CHANGE_DELIVERY.includes(name)) {
    throw new AwsError('NotImplemented', `subscription attribute ${name} is not emulated`, 501);
  }
}

/** Permissions on subscriptions name the topic: the subscription's ARN without its id. */
function topicArnOf(subscriptionArn: string): string {
  return subscriptionArn.split(':').slice(0, 6).join(':');
}
