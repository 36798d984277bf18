import { Clock } from '../../clock';
import { ServiceRecord } from './records';

/** `DescribeServices` shows the latest 100 events (API reference, `Service.events`). */
const MAX_EVENTS = 100;

/** Puts a sentence about the service in front of its events. */
export function addEvent(clock: Clock, service: ServiceRecord, what: string): void {
  const createdAt = new Date(clock.now());
  const event = {
    id: `${service.name}-${createdAt.getTime()}-${service.events.length}`,
    createdAt,
    message: `(service ${service.name}) ${what}.`,
  };
  service.events = [event, ...service.events].slice(0, MAX_EVENTS);
}
