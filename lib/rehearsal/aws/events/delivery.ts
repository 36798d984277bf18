import { Clock } from '../../clock';
import { EventEnvelope } from './event';
import { Rule, RuleTarget } from './rules';
import { targetInput } from './target-input';

/** Where matched events go. Each call rejects when EventBridge may not make it. */
export interface EventTargets {
  /** Queues JSON text for a function, as `events.amazonaws.com` for the rule. */
  invoke(functionArn: string, payload: string, ruleArn: string): Promise<void>;
  /** Starts a state machine with JSON text, as the target's role. */
  startExecution(stateMachineArn: string, input: string, roleArn: string): Promise<void>;
  /** Publishes text to a topic, as `events.amazonaws.com` for the rule. */
  publish(topicArn: string, message: string, ruleArn: string): Promise<void>;
}

/** What became of an event at one target. */
export interface EventDelivery {
  readonly eventId: string;
  readonly ruleName: string;
  readonly targetArn: string;
  readonly input: string;
  /** Virtual milliseconds since 1970. */
  readonly at: number;
  /** Undefined when the target accepted it. */
  readonly error?: string;
}

/** Hands matched events to the targets of their rules. */
export class Deliveries {
  private readonly finished: EventDelivery[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly targets: EventTargets,
  ) {}

  get all(): readonly EventDelivery[] {
    return this.finished;
  }

  /** Begins at the next microtask and holds the clock until the target accepted. One attempt: AWS retries for 24 h what may succeed later, which no target of a rehearsal does. */
  async deliver(event: EventEnvelope, rule: Rule, target: RuleTarget): Promise<void> {
    const release = this.clock.hold();
    const input = targetInput(target, event, rule);
    const delivery = { eventId: event.id, ruleName: rule.name, targetArn: target.Arn, input, at: this.clock.now() };
    try {
      await Promise.resolve();
      await this.hand(target, input, rule.arn);
      this.finished.push(delivery);
    } catch (error) {
      this.finished.push({ ...delivery, error: String(error) });
    } finally {
      release();
    }
  }

  private hand(target: RuleTarget, input: string, ruleArn: string): Promise<void> {
    switch (targetKind(target.Arn)) {
      case 'lambda':
        return this.targets.invoke(target.Arn, input, ruleArn);
      case 'states':
        return this.targets.startExecution(target.Arn, input, target.RoleArn ?? '');
      case 'sns':
        return this.targets.publish(target.Arn, input, ruleArn);
      case undefined:
        throw new Error(`target ${target.Arn} is not emulated`);
    }
  }
}

/** The service of a target, if it is one that events can be delivered to. */
export function targetKind(arn: string): 'lambda' | 'states' | 'sns' | undefined {
  const service = arn.split(':')[2];
  return (['lambda', 'states', 'sns'] as const).find((known) => known === service);
}
