import { Batch, BinBatch } from '../../../lib/contract/judge';

/** A minute by its number: events and total of the experiment, then of the control. */
export function batch(minute: number, x1: number, n1: number, x0: number, n0: number): Batch {
  return { minute: minute * 60, experiment: { events: x1, total: n1 }, control: { events: x0, total: n0 } };
}

export function bins(minute: number, experiment: readonly number[], control: readonly number[]): BinBatch {
  return { minute: minute * 60, experiment, control };
}

/** The same counts in each of the minutes from `from` on. */
export function minutesOf(from: number, count: number, counts: readonly [number, number, number, number]): Batch[] {
  return Array.from({ length: count }, (_, index) => batch(from + index, ...counts));
}
