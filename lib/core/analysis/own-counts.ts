import { Counts } from '../../contract';

/** Values by the epoch seconds of the minutes that have one. */
export type Values = ReadonlyMap<number, number>;

/** Two metrics of the user's on one side. */
export interface OwnSeries {
  readonly events: Values;
  readonly total: Values;
}

/** A minute of which one metric says something that the other has nothing to set against. */
export interface HalfMinute {
  readonly minute: number;
  readonly missing: keyof OwnSeries;
}

export interface OwnCounts {
  readonly counts: ReadonlyMap<number, Counts>;
  /** Oldest first. */
  readonly halves: readonly HalfMinute[];
}

/**
 * Counts of the minutes in which both metrics have a value. Requests without a value of their events are not requests without events: the
 * metric may be late, or named wrongly. To leave such minutes out, and count the others, would not do either: of a metric that is published
 * when something happens only, those without events would be missing. So they are told.
 */
export function ownCounts({ events, total }: OwnSeries): OwnCounts {
  const counts = new Map<number, Counts>();
  const halves: HalfMinute[] = [];
  const minutes = [...new Set([...events.keys(), ...total.keys()])].sort((one, other) => one - other);
  for (const minute of minutes) {
    const [counted, outOf] = [events.get(minute), total.get(minute)];
    if (counted !== undefined && outOf !== undefined)
      counts.set(minute, { events: Math.max(0, counted), total: outOf });
    else if (outOf !== undefined && outOf > 0) halves.push({ minute, missing: 'events' });
    else if (counted !== undefined && counted > 0) halves.push({ minute, missing: 'total' });
  }
  return { counts, halves };
}
