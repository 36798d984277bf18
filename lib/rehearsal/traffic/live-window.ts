import { LatencyHistogram } from './latency';

/** What the progress view shows of one target group. */
export interface LiveTraffic {
  readonly requestsPerSecond: number;
  /** Share of the window's requests that were answered with a failure or not at all, percent; 0 without requests. */
  readonly errorPercent: number;
  /** Real milliseconds; undefined without requests. */
  readonly p99Ms: number | undefined;
}

/** How finely the window moves: a frame of the progress view. */
const SLOT_MS = 250;
/** A second: on a fast clock a longer look back would still show what was minutes ago. */
const SLOTS = 4;

interface Slot {
  index: number;
  requests: number;
  errors: number;
  readonly latency: LatencyHistogram;
}

/** The last second of one target group, in real time. */
export class LiveWindow {
  /** One more than is shown: the one that is running. */
  private readonly slots: readonly Slot[] = Array.from({ length: SLOTS + 1 }, () => ({
    index: -1,
    requests: 0,
    errors: 0,
    latency: new LatencyHistogram(),
  }));

  /** @param now real milliseconds, as for `read` */
  record(now: number, failed: boolean, responseTimeMs: number | undefined): void {
    const slot = this.slotOf(Math.floor(now / SLOT_MS));
    slot.requests++;
    if (failed) slot.errors++;
    if (responseTimeMs !== undefined) slot.latency.record(responseTimeMs);
  }

  read(now: number): LiveTraffic {
    const current = Math.floor(now / SLOT_MS);
    const shown = this.slots.filter(({ index }) => index >= current - SLOTS && index < current);
    const latency = new LatencyHistogram();
    for (const slot of shown) latency.add(slot.latency);
    const requests = shown.reduce((sum, slot) => sum + slot.requests, 0);
    const errors = shown.reduce((sum, slot) => sum + slot.errors, 0);
    return {
      requestsPerSecond: (requests * 1000) / (SLOTS * SLOT_MS),
      errorPercent: requests === 0 ? 0 : (100 * errors) / requests,
      p99Ms: latency.percentile(99),
    };
  }

  private slotOf(index: number): Slot {
    const slot = this.slots[index % this.slots.length];
    if (slot.index !== index) {
      slot.index = index;
      slot.requests = 0;
      slot.errors = 0;
      slot.latency.reset();
    }
    return slot;
  }
}
