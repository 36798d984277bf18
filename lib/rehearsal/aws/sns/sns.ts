import { Clock } from '../../clock';
import { AuthorizationRequest, Caller, EmulatedService, Operation } from '../service';
import { subscriptionOperations } from './subscription-operations';
import { topicOperations } from './topic-operations';
import { topicAllows } from './topic-policy';
import { Delivery, InvokeFunction, Topics } from './topics';

export interface SnsOptions {
  readonly clock: Clock;
  readonly accountId: string;
  readonly invoke: InvokeFunction;
}

/** The emulated SNS: standard topics, delivery to functions; messages to people are kept, never sent. */
export class Sns implements EmulatedService {
  readonly signingName = 'sns';
  readonly protocol = 'query';
  readonly xmlNamespace = 'http://sns.amazonaws.com/doc/2010-03-31/';
  readonly validationCode = 'InvalidParameter';
  readonly operations: Readonly<Record<string, Operation>>;
  private readonly topics: Topics;
  private readonly accountId: string;

  constructor({ clock, accountId, invoke }: SnsOptions) {
    this.accountId = accountId;
    this.topics = new Topics(clock, invoke);
    this.operations = { ...topicOperations(this.topics), ...subscriptionOperations(this.topics) };
  }

  /** Every delivery of every published message, oldest first: for the summary, and for tests. */
  get deliveries(): readonly Delivery[] {
    return this.topics.deliveries;
  }

  allowsService(caller: Extract<Caller, { kind: 'service' }>, request: AuthorizationRequest): boolean {
    const topic = this.topics.find(request.resource);
    return topic !== undefined && topicAllows(topic, caller, request, this.accountId);
  }
}
