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

  /** Part of a span of real time, 0 to 1, in which something was late by so much. */
  share(from: number, to: number, lateMs: number): number {
    const late = this.readings.filter((reading) => reading.lateMs >= lateMs && reading.to >= from && reading.from < to);
    let counted = from; // what several of them cover counts once
    const sum = late
      .sort((one, other) => one.from - other.from)
      .reduce((total, reading) => {
        const begin = Math.max(counted, reading.from);
        counted = Math.max(counted, Math.min(to, reading.to));
        return total + Math.max(0, counted - begin);
      }, 0);
    return to > from ? sum / (to - from) : 0;
  }
}
