import { atLeast } from '../binomial';

/** Chance with which a version that is as good as the live one is called worse, at most. */
export const ALPHA = 0.05;

/**
 * The exact one-sided test of McNemar (Psychometrika 12, 1947): P(Bin(b + c, ½) ≥ b), the chance of so many items that got worse, or more,
 * among those on which two versions differ, when neither is better. b: the live one right and the candidate wrong; c: the other way round.
 */
export function mcnemar(b: number, c: number): number {
  return atLeast(b, b + c, 0.5);
}
