import { Counts } from '../../contract/judge';

/** Sums of two metrics end their minute a little apart: so many more events than requests are of the minute beside it. */
const SKEW_SHARE = 0.05;
const SKEW_EVENTS = 3;

/** Why counts can't be those of a minute; undefined when they can. */
export function implausibility({ events, total }: Counts): string | undefined {
  if (!(events >= 0 && total >= 0 && Number.isFinite(events) && Number.isFinite(total))) {
    return `${events} events of ${total}: counts must be numbers from 0; leave out a minute without data`;
  }
  if (events <= total + Math.max(SKEW_EVENTS, SKEW_SHARE * total)) return undefined;
  return `${events} events of ${total}: events are a part of the total; look whether the two metrics are swapped, or count other things`;
}
