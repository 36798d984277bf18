import { Clock } from '../../clock';
import { EmulatedService, Operation } from '../service';
import { Bus } from './bus';
import { Deliveries, EventDelivery, EventTargets } from './delivery';
import { EventEnvelope } from './event';
import { putEventsOperation } from './put-events';
import { ruleOperations } from './rule-operations';
import { Rules } from './rules';

export interface EventsOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  readonly targets: EventTargets;
}

/** The emulated EventBridge: rules with event patterns on the default bus. */
export class Events implements EmulatedService {
  readonly signingName = 'events';
  readonly protocol = 'json-1.1';
  readonly targetPrefix = 'AWSEvents';
  readonly operations: Readonly<Record<string, Operation>>;
  private readonly bus: Bus;

  constructor({ clock, region, accountId, targets }: EventsOptions) {
    this.bus = new Bus(clock, { region, accountId }, new Rules(), new Deliveries(clock, targets));
    this.operations = { ...ruleOperations(this.bus), PutEvents: putEventsOperation(this.bus) };
  }

  /** Takes an event of an AWS service (Step Functions, CloudWatch), which PutEvents may not send. */
  readonly emit = (
    detailType: string,
    source: string,
    detail: Record<string, unknown>,
    resources: readonly string[],
  ): void => {
    this.bus.put({ 'detail-type': detailType, source, detail, resources });
  };

  /** Calls back at every event that the bus takes; returns a function that ends that. */
  onEvent(listener: (event: EventEnvelope) => void): () => void {
    return this.bus.onEvent(listener);
  }

  /** Oldest first. */
  get received(): readonly EventEnvelope[] {
    return this.bus.events;
  }

  /** Every delivery to a target, with the error of those that failed. */
  get deliveries(): readonly EventDelivery[] {
    return this.bus.deliveries.all;
  }
}
