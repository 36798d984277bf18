import { Clock } from '../../clock';
import { ResourceIds } from '../resource-ids';
import { Deliveries } from './delivery';
import { EventEnvelope, eventTime } from './event';
import { Rule, Rules } from './rules';
import { rateMs, Schedules } from './schedules';

type NewEvent = Pick<EventEnvelope, 'detail-type' | 'source' | 'resources' | 'detail'> & { readonly time?: string };

/** The default event bus: takes events, matches them and hands them to targets. */
export class Bus {
  readonly events: EventEnvelope[] = [];
  private readonly listeners = new Set<(event: EventEnvelope) => void>();
  private readonly ids = new ResourceIds('events');
  private readonly schedules: Schedules;

  constructor(
    private readonly clock: Clock,
    private readonly where: { readonly region: string; readonly accountId: string },
    readonly rules: Rules,
    readonly deliveries: Deliveries,
  ) {
    this.schedules = new Schedules(clock);
  }

  onEvent(listener: (event: EventEnvelope) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Accepts an event and returns its id. Targets get it afterwards. */
  put(event: NewEvent): string {
    const envelope = this.envelope(event);
    this.events.push(envelope);
    for (const listener of this.listeners) listener(envelope);
    for (const rule of this.rules.matching(envelope)) this.deliver(envelope, rule);
    return envelope.id;
  }

  /** Follows the schedule that a rule has now, or ends it. */
  schedule(name: string): void {
    const { scheduleExpression, enabled = false, arn = '' } = this.rules.find(name) ?? {};
    const everyMs = scheduleExpression !== undefined && enabled ? rateMs(scheduleExpression) : undefined;
    this.schedules.set(name, everyMs, () => this.deliver(this.scheduledEvent(arn), this.rules.get(name)));
  }

  private deliver(envelope: EventEnvelope, rule: Rule): void {
    for (const target of rule.targets.values()) void this.deliveries.deliver(envelope, rule, target);
  }

  /** Only the rule's own targets get it (user guide, "Scheduled events"): no pattern of another rule sees it here. */
  private scheduledEvent(ruleArn: string): EventEnvelope {
    return this.envelope({ 'detail-type': 'Scheduled Event', source: 'aws.events', resources: [ruleArn], detail: {} });
  }

  private envelope(event: NewEvent): EventEnvelope {
    return {
      version: '0',
      id: this.ids.next(32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
      'detail-type': event['detail-type'],
      source: event.source,
      account: this.where.accountId,
      time: event.time ?? eventTime(this.clock.now()),
      region: this.where.region,
      resources: event.resources,
      detail: event.detail,
    };
  }
}
