/**
 * Time as the rehearsal sees it. Everything that waits or reads the time takes a `Clock`, so that the same code runs on a
 * virtual clock (jumps from event to event) and on a scaled one (an hour in half a minute, under real traffic).
 */
export interface Clock {
  /** Virtual milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms` virtual milliseconds; rejects with the signal's reason when aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Calls `action` at a virtual time (at once when it is past); returns a function that cancels it. */
  at(time: number, action: () => void | Promise<void>): () => void;
  /**
   * Declares real work in flight (a handler running, a request being answered): a virtual clock must not jump until the
   * returned function is called. Calling it twice is harmless.
   */
  hold(): () => void;
  /** Virtual milliseconds per real millisecond: 1 or more. While work is held a virtual clock advances at rate 1. */
  readonly speed: number;
  /** Stops all timers; pending sleeps reject. */
  stop(): void;
}
