import { AssertionSet } from '../read/assertion';
import { Graded } from './grade-assertion';

/** A set with the grades of its assertions. */
export interface GradedSet {
  readonly set: AssertionSet;
  readonly graded: readonly Graded[];
}

export type GradedItem = Graded | GradedSet;

/** What some assertions come to. */
export interface Combined {
  readonly pass: boolean;
  readonly score: number;
}

/** What is undecided may turn out as the worst or as the best. */
export type Guess = 'worst' | 'best';

/**
 * Weighted mean of the scores, and whether all pass, or the mean reaches the threshold when there is one. Weights of 0, advisory
 * judges and sets without anything that counts are left out; undefined when nothing is left.
 */
export function combine(
  items: readonly GradedItem[],
  threshold: number | undefined,
  guess: Guess,
): Combined | undefined {
  const counted = items.flatMap((item) => {
    const weight = weightOf(item);
    const result = weight > 0 ? resultOf(item, guess) : undefined;
    return result === undefined ? [] : [{ ...result, weight }];
  });
  if (counted.length === 0) return undefined;
  const weights = counted.reduce((sum, { weight }) => sum + weight, 0);
  const score = counted.reduce((sum, each) => sum + each.score * each.weight, 0) / weights;
  // Sums of shares miss a threshold like 1 or 0.3 by rounding.
  const pass = threshold === undefined ? counted.every((each) => each.pass) : score >= threshold - 1e-9;
  return { pass, score };
}

export function isSet(item: GradedItem): item is GradedSet {
  return 'set' in item;
}

function weightOf(item: GradedItem): number {
  return isSet(item) ? item.set.weight : item.assertion.weight;
}

function resultOf(item: GradedItem, guess: Guess): Combined | undefined {
  if (isSet(item)) return combine(item.graded, item.set.threshold, guess);
  if (item.advisory) return undefined;
  if (item.undecided) return { pass: guess === 'best', score: guess === 'best' ? 1 : 0 };
  return item.grade;
}
