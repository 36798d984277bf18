/** What was late: the router with the whole emulated account, the load generator, or the timers of the scaled clock. */
export type LagSource = 'router' | 'load generator' | 'clock';

/** How late a part of the rehearsal was at worst in a span of real time. Plain data: it travels between threads. */
export interface LagReading {
  readonly source: LagSource;
  /** Real milliseconds since 1970, with fractions. */
  readonly from: number;
  readonly to: number;
  /** Real milliseconds. */
  readonly lateMs: number;
}

/** Real milliseconds since 1970 that only grow, the same in every thread. */
export function realNow(): number {
  return performance.timeOrigin + performance.now();
}
