import { LONGEST_REAL_TIMEOUT_MS, TimerClock, TimerClockOptions } from './timer-clock';

/**
 * Time that passes faster than real time, for rehearsals under real traffic: at speed 120 an hour takes half a minute. Timers
 * may run late by what the machine needs, never early. Work in flight does not hold it: that costs virtual time, as in AWS.
 */
export class ScaledClock extends TimerClock {
  private virtualBase: number;
  private realBase = performance.now();
  private rate: number;
  private realTimer: NodeJS.Timeout | undefined;

  /**
   * @param start virtual milliseconds since 1970 at which the clock begins
   * @param speed virtual milliseconds per real millisecond, 1 or more
   */
  constructor(
    start: number,
    speed: number,
    private readonly options: TimerClockOptions = {},
  ) {
    super(options);
    this.virtualBase = start;
    this.rate = checkedSpeed(speed);
  }

  now(): number {
    return Math.floor(this.virtualBase + Math.max(0, performance.now() - this.realBase) * this.rate);
  }

  get speed(): number {
    return this.rate;
  }

  /** Changes the rate from now on; time already passed stays passed. */
  setSpeed(speed: number): void {
    const rate = checkedSpeed(speed);
    this.virtualBase = this.now();
    this.realBase = performance.now();
    this.rate = rate;
    this.arrange();
  }

  hold(): () => void {
    return () => undefined;
  }

  protected arrange(): void {
    if (this.realTimer !== undefined) clearTimeout(this.realTimer);
    this.realTimer = undefined;
    const next = this.timers.peek();
    if (next === undefined || this.dormant) return;
    const realMs = Math.max(0, (next.due - this.now()) / this.rate);
    this.realTimer = setTimeout(() => this.runDue(), Math.min(Math.ceil(realMs), LONGEST_REAL_TIMEOUT_MS));
  }

  private runDue(): void {
    const time = this.now(); // what the timers add for this instant waits for the next turn, so none can starve the loop
    for (
      let next = this.timers.peek();
      !this.dormant && next !== undefined && next.due <= time;
      next = this.timers.peek()
    ) {
      this.timers.shift();
      this.options.onLate?.((time - next.due) / this.rate);
      next.run();
    }
    this.arrange();
  }
}

function checkedSpeed(speed: number): number {
  if (Number.isFinite(speed) && speed >= 1) return speed;
  throw new RangeError(`speed must be a finite number of 1 or more, got ${speed}; use VirtualClock to jump`);
}
