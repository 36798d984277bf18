import { LoadCounts, LoadOrder } from '../../../contract/load';
import { LATE_MS } from '../../../core/load/counts';
import { dueAfterMs, placeOf, requestsOfWorker } from '../../../core/load/schedule';
import { LoadSender } from './sender';
import { Tally } from './tally';

/** How often requests past their time are looked for, milliseconds. */
const SWEEP_MS = 50;

/** The time of day says when to begin; after that a clock that nobody sets does. */
export interface LoadClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since any moment. */
  stopwatch(): number;
  /** Calls back after so many milliseconds, unless the returned function was called before. */
  after(milliseconds: number, action: () => void): () => void;
  /** Calls back until the returned function is called. */
  every(milliseconds: number, action: () => void): () => void;
}

export const CLOCK: LoadClock = {
  now: () => Date.now(),
  stopwatch: () => performance.now(),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
  every: (milliseconds, action) => {
    const timer = setInterval(action, milliseconds);
    return () => clearInterval(timer);
  },
};

/** A request under way. Times in milliseconds since the start. */
interface Flight {
  readonly due: number;
  readonly sent: number;
  cut: () => void;
}

/**
 * Sends one worker's requests when they are due, whether or not earlier ones were answered (an open loop), and times each from the moment
 * at which it was due: a model that stalls for two seconds made everybody wait who came in that time, not only the one whose request was
 * under way. Never repeats a request and never slows down; what it can't keep is counted: late starts, and dropped requests.
 */
export class LoadGenerator {
  private readonly tally = new Tally();
  private readonly origin: number;
  private readonly end: number;
  /** In the order in which they were due, so the first is the oldest. */
  private readonly flights = new Set<Flight>();
  /** The next request, counted from 0. */
  private next = 0;
  private cancelSending = (): void => undefined;
  private settle: { resolve: (counts: LoadCounts) => void; reject: (error: unknown) => void } | undefined;

  constructor(
    private readonly order: LoadOrder,
    private readonly sender: LoadSender,
    private readonly clock: LoadClock = CLOCK,
  ) {
    this.origin = clock.stopwatch() + order.schedule.startAtMs - clock.now();
    this.end = requestsOfWorker(order.schedule);
  }

  /** What was counted so far. */
  counts(): LoadCounts {
    return this.tally.counts();
  }

  /** Resolves when all requests have ended. A signal ends it at once: requests under way are cut, and count as sent only. */
  async run(signal?: AbortSignal): Promise<LoadCounts> {
    const stop = () => this.finish();
    const endSweeping = this.clock.every(SWEEP_MS, () => this.sweep());
    try {
      return await new Promise<LoadCounts>((resolve, reject) => {
        this.settle = { resolve, reject };
        signal?.addEventListener('abort', stop);
        if (signal?.aborted === true) return this.finish();
        this.skipMissed();
        this.sendDue();
      });
    } finally {
      endSweeping();
      this.cancelSending();
      signal?.removeEventListener('abort', stop);
      this.sender.close();
    }
  }

  /** What was due before a worker was there would come as one burst, beyond the rate that was allowed. */
  private skipMissed(): void {
    const before = this.next;
    const now = this.elapsed();
    while (this.next < this.end && this.dueAt(this.next) < now - LATE_MS) this.next += 1;
    this.tally.countDropped(this.next - before);
  }

  private sendDue(): void {
    try {
      while (this.next < this.end && this.dueAt(this.next) <= this.elapsed()) this.sendOrDrop(this.next++);
    } catch (error) {
      this.settle?.reject(error); // a request that can't be sent at all, for example with a line break in a header
      return this.finish();
    }
    if (this.next < this.end) {
      const wait = Math.max(0, this.dueAt(this.next) - this.elapsed());
      this.cancelSending = this.clock.after(wait, () => this.sendDue());
    } else this.finishWhenQuiet();
  }

  private sendOrDrop(k: number): void {
    if (this.flights.size >= this.order.maxInFlight) return this.tally.countDropped();
    const [due, sent] = [this.dueAt(k), this.elapsed()];
    const flight: Flight = { due, sent, cut: () => undefined };
    this.flights.add(flight);
    flight.cut = this.sender.send(placeOf(this.order.schedule, k), (error) => this.onEnd(flight, error));
    this.tally.countSent(sent - due);
  }

  /** Only the first end of a flight counts: one that was cut reports an error, too. */
  private onEnd(flight: Flight, error: string | undefined): void {
    if (!this.flights.delete(flight)) return;
    const now = this.elapsed();
    this.tally.countEnded(now - flight.due, now - flight.sent, error);
    this.finishWhenQuiet();
  }

  private sweep(): void {
    const latest = this.elapsed() - this.order.timeoutMs;
    for (const flight of this.flights) {
      if (flight.due > latest) return;
      this.onEnd(flight, 'timeout');
      flight.cut();
    }
  }

  private finishWhenQuiet(): void {
    if (this.next >= this.end && this.flights.size === 0) this.finish();
  }

  private finish(): void {
    this.next = this.end;
    const cut = [...this.flights];
    this.flights.clear(); // before they report that they were cut
    cut.forEach((flight) => flight.cut());
    this.settle?.resolve(this.counts());
  }

  private dueAt(k: number): number {
    return dueAfterMs(this.order.schedule, k);
  }

  private elapsed(): number {
    return this.clock.stopwatch() - this.origin;
  }
}
