import { isPromise } from 'node:util/types';
import { Clock } from '../clock';
import { Timer, TimerQueue } from './timer-queue';

/** Why a sleep on a stopped clock rejects. */
export class ClockStopped extends Error {
  constructor() {
    super('the rehearsal clock was stopped');
    this.name = 'ClockStopped';
  }
}

/** `setTimeout` overflows above this many milliseconds (24.8 days) and would fire at once. */
export const LONGEST_REAL_TIMEOUT_MS = 2 ** 31 - 1;

export interface TimerClockOptions {
  /**
   * Receives what an action given to `at` throws or rejects with.
   * @default - thrown outside any call stack, which ends the process: an error nobody handles must not go unseen
   */
  readonly onError?: (error: unknown) => void;
  /**
   * Where pending timers are kept.
   * @default - a queue of its own
   */
  readonly timers?: TimerQueue;
  /**
   * Told by how many real milliseconds a timer of a scaled clock ran late.
   *
   * @default - nobody
   */
  readonly onLate?: (realMs: number) => void;
}

/** What the clocks share: sleeping, actions, cancelling. How time passes is up to each. */
export abstract class TimerClock implements Clock {
  protected readonly timers: TimerQueue;
  protected stopped = false;
  /** True while another clock runs the timers of the shared queue. */
  protected dormant = false;
  private readonly sleepers = new Set<(reason: unknown) => void>();
  private readonly onError: (error: unknown) => void;

  constructor(options: TimerClockOptions = {}) {
    this.onError = options.onError ?? throwOutside;
    this.timers = options.timers ?? new TimerQueue();
  }

  abstract now(): number;
  abstract hold(): () => void;
  abstract get speed(): number;

  /** Called after every change of the timers: arrange for the earliest one to run. */
  protected abstract arrange(): void;

  /** Negative times count as 0. Rejects with the signal's reason when aborted, with `ClockStopped` when the clock stops. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (Number.isNaN(ms)) return Promise.reject(new RangeError('sleep takes milliseconds, got NaN'));
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(asError(signal.reason));
      if (this.stopped) return reject(new ClockStopped());
      const settle = (): void => {
        this.sleepers.delete(fail);
        signal?.removeEventListener('abort', onAbort);
        this.cancel(timer);
      };
      const fail = (reason: unknown): void => {
        settle();
        reject(asError(reason));
      };
      const onAbort = (): void => fail(signal?.reason);
      const timer: Timer = {
        due: this.now() + Math.max(0, ms),
        run: () => {
          settle();
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort);
      this.sleepers.add(fail);
      this.schedule(timer);
    });
  }

  /** A time in the past means now, in the order of the calls. The clock is held until an asynchronous action has settled. */
  at(time: number, action: () => void | Promise<void>): () => void {
    if (Number.isNaN(time)) throw new RangeError('at takes a virtual time in milliseconds, got NaN');
    if (this.stopped) return () => undefined;
    const timer: Timer = { due: Math.max(time, this.now()), run: () => this.perform(action) };
    this.schedule(timer);
    return () => this.cancel(timer);
  }

  /** Leaves the pending timers to another clock that shares the queue. */
  handOver(): void {
    this.dormant = true;
    this.arrange();
  }

  /** Runs the timers of the shared queue from now on. */
  takeOver(): void {
    this.arrange();
  }

  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.timers.clear();
    const reason = new ClockStopped();
    for (const fail of [...this.sleepers]) fail(reason);
    this.arrange();
  }

  private schedule(timer: Timer): void {
    this.timers.add(timer);
    this.arrange();
  }

  private cancel(timer: Timer): void {
    this.timers.remove(timer);
    this.arrange();
  }

  /** Only asynchronous work is held: what an action does at once takes no virtual time. */
  private perform(action: () => void | Promise<void>): void {
    try {
      const work: unknown = action();
      if (isPromise(work)) void work.catch(this.onError).finally(this.hold());
    } catch (error) {
      this.onError(error);
    }
  }
}

function throwOutside(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(`aborted: ${String(reason)}`);
}
