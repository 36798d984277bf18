import { Clock } from '../../clock';
import { AwsError } from '../service';
import { ResourceIds } from '../resource-ids';

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly attributes: Map<string, string>;
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
}

export interface Message {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject?: string;
  readonly message: string;
  /** Virtual milliseconds since 1970. */
  readonly at: number;
}

/** What became of a message at one subscription; a message to a topic without any is `unsubscribed`. */
export interface Delivery extends Message {
  readonly protocol: string;
  readonly endpoint: string;
  /** `recorded`: to a person or a queue, which the rehearsal has none of. */
  readonly outcome: 'delivered' | 'recorded' | 'unsubscribed' | 'failed';
  readonly error?: string;
}

/** Queues a payload for a function, as `sns.amazonaws.com` for the topic; rejects when that is not allowed. */
export type InvokeFunction = (functionArn: string, payload: Record<string, unknown>, topicArn: string) => Promise<void>;

/** Topics, their subscriptions, and the way of a message. */
export class Topics {
  readonly deliveries: Delivery[] = [];
  private readonly topics = new Map<string, Topic>();
  private readonly subscriptions = new Map<string, Subscription>();
  private readonly ids = new ResourceIds('sns');

  constructor(
    private readonly clock: Clock,
    private readonly invoke: InvokeFunction,
  ) {}

  find(arn: string): Topic | undefined {
    return this.topics.get(arn);
  }

  get(arn: string): Topic {
    const topic = this.topics.get(arn);
    if (topic === undefined) throw new AwsError('NotFound', 'Topic does not exist', 404);
    return topic;
  }

  /** Creating a topic that exists answers that one (CreateTopic, API reference). */
  create(arn: string, name: string): Topic {
    const topic = this.topics.get(arn) ?? { arn, name, attributes: new Map<string, string>() };
    this.topics.set(arn, topic);
    return topic;
  }

  /** Deletes a topic with its subscriptions; one that is gone already is harmless (DeleteTopic, API reference). */
  delete(arn: string): void {
    this.topics.delete(arn);
    for (const subscription of this.subscriptionsOf(arn)) this.subscriptions.delete(subscription.arn);
  }

  subscribe(topicArn: string, protocol: string, endpoint: string): Subscription {
    this.get(topicArn);
    const existing = this.subscriptionsOf(topicArn).find(
      (known) => known.protocol === protocol && known.endpoint === endpoint,
    );
    const subscription = existing ?? { arn: `${topicArn}:${this.uuid()}`, topicArn, protocol, endpoint };
    this.subscriptions.set(subscription.arn, subscription);
    return subscription;
  }

  unsubscribe(subscriptionArn: string): void {
    this.subscriptions.delete(subscriptionArn);
  }

  subscriptionsOf(topicArn: string): readonly Subscription[] {
    return [...this.subscriptions.values()].filter((subscription) => subscription.topicArn === topicArn);
  }

  /** Accepts a message; deliveries to functions go on after the answer, with the clock held. */
  publish(topicArn: string, message: string, subject: string | undefined): string {
    this.get(topicArn);
    const subjectMember = subject === undefined ? {} : { subject };
    const accepted: Message = { messageId: this.uuid(), topicArn, message, at: this.clock.now(), ...subjectMember };
    const receivers = this.subscriptionsOf(topicArn);
    if (receivers.length === 0) {
      this.deliveries.push({ ...accepted, protocol: '', endpoint: '', outcome: 'unsubscribed' });
    }
    for (const subscription of receivers) void this.deliver(accepted, subscription);
    return accepted.messageId;
  }

  private async deliver(message: Message, subscription: Subscription): Promise<void> {
    const { protocol, endpoint } = subscription;
    if (protocol !== 'lambda') {
      this.deliveries.push({ ...message, protocol, endpoint, outcome: 'recorded' });
      return;
    }
    const release = this.clock.hold();
    try {
      await this.invoke(endpoint, functionPayload(message, subscription), message.topicArn);
      this.deliveries.push({ ...message, protocol, endpoint, outcome: 'delivered' });
    } catch (error) {
      this.deliveries.push({ ...message, protocol, endpoint, outcome: 'failed', error: String(error) });
    } finally {
      release();
    }
  }

  private uuid(): string {
    const digits = this.ids.next(32);
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }
}

/** What a function gets (Lambda developer guide, Using Lambda with SNS); signature members are left out, nothing is signed. */
function functionPayload(message: Message, { arn }: Subscription): Record<string, unknown> {
  const record = {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: arn,
    Sns: {
      Type: 'Notification',
      MessageId: message.messageId,
      TopicArn: message.topicArn,
      Subject: message.subject ?? null,
      Message: message.message,
      Timestamp: new Date(message.at).toISOString(),
      MessageAttributes: {},
    },
  };
  return { Records: [record] };
}
