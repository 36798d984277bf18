import { Clock } from '../clock';
import { ScaledClock } from './scaled-clock';
import { TimerClock, TimerClockOptions } from './timer-clock';
import { TimerQueue } from './timer-queue';
import { VirtualClock } from './virtual-clock';

/**
 * Jumps like a virtual clock while the stage is set, then passes at a steady rate while real traffic runs, and can jump again
 * after that. Timers that are pending at a switch stay pending.
 */
export class SwitchableClock implements Clock {
  private readonly timers = new TimerQueue();
  private active: TimerClock;
  /** Sleeps that began before a switch belong to the clock they began on. */
  private readonly former: TimerClock[] = [];

  /** @param start virtual milliseconds since 1970; the clock begins jumping */
  constructor(
    start: number,
    private readonly options: TimerClockOptions = {},
  ) {
    this.active = new VirtualClock(start, this.shared());
  }

  /** From now on time passes `speed` times as fast as real time. */
  run(speed: number): void {
    this.switchTo(new ScaledClock(this.active.now(), speed, this.shared()));
  }

  /** From now on time jumps whenever nothing that started since is in flight. */
  jump(): void {
    this.switchTo(new VirtualClock(this.active.now(), this.shared()));
  }

  now(): number {
    return this.active.now();
  }

  get speed(): number {
    return this.active.speed;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.active.sleep(ms, signal);
  }

  at(time: number, action: () => void | Promise<void>): () => void {
    return this.active.at(time, action);
  }

  hold(): () => void {
    return this.active.hold();
  }

  stop(): void {
    for (const clock of [this.active, ...this.former]) clock.stop();
  }

  private switchTo(next: TimerClock): void {
    this.active.handOver();
    this.former.push(this.active);
    this.active = next;
    next.takeOver();
  }

  private shared(): TimerClockOptions {
    return { ...this.options, timers: this.timers };
  }
}
