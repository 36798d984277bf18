import { Clock } from '../../clock';
import { ResourceIds } from '../resource-ids';
import { Deliveries } from './delivery';
import { EventEnvelope, eventTime } from './event';
import { Rules } from './rules';

/** The default event bus: takes events, matches them and hands them to targets. */
export class Bus {
  readonly events: EventEnvelope[] = [];
  private readonly listeners = new Set<(event: EventEnvelope) => void>();
  private readonly ids = new ResourceIds('events');

  constructor(
    private readonly clock: Clock,
    private readonly where: { readonly region: string; readonly accountId: string },
    readonly rules: Rules,
    readonly deliveries: Deliveries,
  ) {}

  onEvent(listener: (event: EventEnvelope) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Accepts an event and returns its id. Targets get it afterwards. */
  put(
    event: Pick<EventEnvelope, 'detail-type' | 'source' | 'resources' | 'detail'> & { readonly time?: string },
  ): string {
    const envelope: EventEnvelope = {
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
    this.events.push(envelope);
    for (const listener of this.listeners) listener(envelope);
    for (const rule of this.rules.matching(envelope)) {
      for (const target of rule.targets.values()) void this.deliveries.deliver(envelope, rule, target);
    }
    return envelope.id;
  }
}
