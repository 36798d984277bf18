import { LatencyHistogram } from './latency';

/** What the progress view shows of one target group. */
export interface LiveTraffic {
  readonly requestsPerSecond: number;
  /** Share of the window's requests that were answered with a failure or not at all, percent; 0 without requests. */
  readonly errorPercent: number;
  /** Real milliseconds; undefined without requests. */
  readonly p99Ms: number | undefined;
}

const SLOT_MS = 1000;

interface Slot {
  second: number;
  requests: number;
  errors: number;
  readonly latency: LatencyHistogram;
}

/** The last whole seconds of one target group, in real time. */
export class LiveWindow {
  private readonly slots: readonly Slot[];

  /** @param seconds length of the window */
  constructor(private readonly seconds: number) {
    // One more than is shown: the second that is running.
    this.slots = Array.from({ length: seconds + 1 }, () => ({
      second: -1,
      requests: 0,
      errors: 0,
      latency: new LatencyHistogram(),
    }));
  }

  /** @param now real milliseconds, as for `read` */
  record(now: number, failed: boolean, responseTimeMs: number | undefined): void {
    const slot = this.slotOf(Math.floor(now / SLOT_MS));
    slot.requests++;
    if (failed) slot.errors++;
    if (responseTimeMs !== undefined) slot.latency.record(responseTimeMs);
  }

  read(now: number): LiveTraffic {
    const current = Math.floor(now / SLOT_MS);
    const shown = this.slots.filter(({ second }) => second >= current - this.seconds && second < current);
    const latency = new LatencyHistogram();
    for (const slot of shown) latency.add(slot.latency);
    const requests = shown.reduce((sum, slot) => sum + slot.requests, 0);
    const errors = shown.reduce((sum, slot) => sum + slot.errors, 0);
    return {
      requestsPerSecond: requests / this.seconds,
      errorPercent: requests === 0 ? 0 : (100 * errors) / requests,
      p99Ms: latency.percentile(99),
    };
  }

  private slotOf(second: number): Slot {
    const slot = this.slots[second % this.slots.length];
    if (slot.second !== second) {
      slot.second = second;
      slot.requests = 0;
      slot.errors = 0;
      slot.latency.reset();
    }
    return slot;
  }
}
