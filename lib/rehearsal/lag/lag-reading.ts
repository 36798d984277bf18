/** What was late: the router with most of the emulated account, SageMaker's runtime, the load generator, or timers of the scaled clock. */
export type LagSource = 'router' | 'SageMaker runtime' | 'load generator' | 'clock';

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
