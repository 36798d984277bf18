import { LagReading, realNow } from './lag-reading';

/** Shorter lateness is what timers of any machine have; it is not kept. */
const WORTH_KEEPING_MS = 5;

/** Who was late when, over a whole rehearsal. */
export class LagLog {
  private readonly readings: LagReading[] = [];

  readonly add = (reading: LagReading): void => {
    if (reading.lateMs >= WORTH_KEEPING_MS) this.readings.push(reading);
  };

  /** A timer of the clock ran just now, so late. */
  readonly addTimer = (lateMs: number): void => {
    const to = realNow();
    this.add({ source: 'clock', from: to - lateMs, to, lateMs });
  };

  /** The worst reading that touches a span of real time; undefined when nothing was late by 5 ms or more. */
  worst(from = -Infinity, to = Infinity): LagReading | undefined {
    const touching = this.readings.filter((reading) => reading.to >= from && reading.from <= to);
    return touching.reduce<LagReading | undefined>(
      (worst, reading) => (worst === undefined || reading.lateMs > worst.lateMs ? reading : worst),
      undefined,
    );
  }
}
