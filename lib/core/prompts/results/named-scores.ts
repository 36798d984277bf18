import { combine, GradedItem, isSet } from './combine';
import { Graded } from './grade-assertion';
import { WeightedSum } from './test-result';

/**
 * Scores under their metrics' names. What only measures (weight 0) counts with weight 1 here, since it would not be seen otherwise; what
 * could not be graded does not count.
 */
export function namedScoresOf(items: readonly GradedItem[]): Readonly<Record<string, WeightedSum>> {
  const scores = new Map<string, WeightedSum>();
  const add = (metric: string | undefined, score: number, weight: number) => {
    if (metric === undefined) return;
    const { sum, weight: before } = scores.get(metric) ?? { sum: 0, weight: 0 };
    scores.set(metric, { sum: sum + score * weight, weight: before + weight });
  };
  const addSingle = ({ assertion, grade, undecided }: Graded, weightOfSet: number) => {
    const isUnmeasured = undecided || (grade.impossible === true && assertion.weight === 0);
    if (!isUnmeasured) add(assertion.metric, grade.score, (assertion.weight || 1) * weightOfSet);
  };
  for (const item of items) {
    if (isSet(item)) {
      const weight = item.set.weight || 1;
      const combined = combine(item.graded, item.set.threshold, 'worst');
      if (combined !== undefined) add(item.set.metric, combined.score, weight);
      item.graded.forEach((graded) => addSingle(graded, weight));
    } else addSingle(item, 1);
  }
  return Object.fromEntries(scores);
}
