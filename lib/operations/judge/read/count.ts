import { shown } from './problems';

/** A count, or what is wrong with the value. */
export type Count = { readonly count: number } | { readonly problem: string };

/** Digits, with the zeros after a point that exports of numbers add. */
const WHOLE = /^\d+(\.0+)?$/;

/**
 * Reads whole numbers from 0. The judge's guarantee is one about counts: rates, averages and sums of sampled requests that were scaled up
 * would make it wrong, so they are refused.
 */
export function readCount(name: string, value: unknown): Count {
  const text = String(value).trim();
  const count = Number(text);
  if (WHOLE.test(text) && Number.isSafeInteger(count)) return { count };
  const rule = `${name} must be a whole number from 0, got ${shown(value)}`;
  if (text === '') return { problem: `${rule}; write 0 for none, or leave out the whole row` };
  return { problem: `${rule}; export counts (the statistic Sum), not rates, averages or percentages` };
}
