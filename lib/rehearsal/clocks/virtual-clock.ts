import { LONGEST_REAL_TIMEOUT_MS, TimerClock, TimerClockOptions } from './timer-clock';

/**
 * Turns of the event loop that must pass with nothing held and no timer touched before the clock jumps. One turn lets all
 * promise callbacks and ready sockets run; the others are for work that those hand on (a message to a worker, a next tick).
 */
const QUIET_TURNS = 3;

/**
 * Time that jumps to the next timer as soon as nothing is in flight, so that hours pass in milliseconds and in the same order
 * every time. While work is held, time passes at its real rate and timers that come due run. One timer runs at a time: what
 * it causes settles before the next one, also when both are due at the same instant.
 */
export class VirtualClock extends TimerClock {
  /** Virtual time at `heldSince`, or now when nothing is held. */
  private base: number;
  /** Real time (`performance.now()`) of the first hold; undefined while nothing is held. */
  private heldSince: number | undefined;
  private holds = 0;
  private quietTurns = 0;
  private turn: NodeJS.Immediate | undefined;
  private realTimer: NodeJS.Timeout | undefined;

  /** @param start virtual milliseconds since 1970 at which the clock stands in the beginning */
  constructor(start: number, options: TimerClockOptions = {}) {
    super(options);
    this.base = start;
  }

  /** Whole milliseconds: a hold shorter than one takes no virtual time, so that quick work repeats exactly. */
  now(): number {
    if (this.heldSince === undefined) return this.base;
    return this.base + Math.max(0, Math.floor(performance.now() - this.heldSince));
  }

  /** The rate while work is held. Otherwise time stands still between jumps. */
  get speed(): number {
    return 1;
  }

  hold(): () => void {
    this.heldSince ??= performance.now();
    this.holds++;
    this.arrange();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.release();
    };
  }

  private release(): void {
    this.holds--;
    if (this.holds === 0) {
      this.base = this.now();
      this.heldSince = undefined;
    }
    this.arrange();
  }

  protected arrange(): void {
    this.quietTurns = 0;
    if (this.realTimer !== undefined) clearTimeout(this.realTimer);
    this.realTimer = undefined;
    const next = this.timers.peek();
    if (next === undefined || this.dormant) return;
    if (this.holds === 0) {
      this.turn ??= setImmediate(() => this.onTurn());
      return;
    }
    const wait = Math.min(Math.max(0, next.due - this.now()), LONGEST_REAL_TIMEOUT_MS);
    this.realTimer = setTimeout(() => this.runIfDue(), wait);
  }

  private onTurn(): void {
    this.turn = undefined;
    if (this.holds > 0 || this.dormant || this.timers.peek() === undefined) return;
    this.quietTurns++;
    if (this.quietTurns >= QUIET_TURNS) return this.jump();
    this.turn = setImmediate(() => this.onTurn());
  }

  private jump(): void {
    const timer = this.timers.shift();
    if (timer === undefined) return;
    this.base = Math.max(this.base, timer.due); // a timer that came due while work was held is late, never back in time
    timer.run();
    this.arrange();
  }

  private runIfDue(): void {
    const next = this.timers.peek();
    if (next !== undefined && next.due <= this.now()) {
      this.timers.shift();
      next.run();
    }
    this.arrange();
  }
}
