import fc from 'fast-check';
import { WeightedChoice } from '../../../lib/rehearsal/traffic/choice';

const weights = fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 1, maxLength: 5 });
const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 });

function counts(choice: WeightedChoice, of: readonly number[], times: number): number[] {
  const chosen = of.map(() => 0);
  for (let turn = 0; turn < times; turn++) chosen[choice.next(of)!]++;
  return chosen;
}

describe('WeightedChoice', () => {
  test('meets every share within a dozen choices, however many are made', () => {
    fc.assert(
      fc.property(weights, seed, fc.integer({ min: 1, max: 3000 }), (of, from, times) => {
        const total = of.reduce((sum, weight) => sum + weight, 0);
        fc.pre(total > 0);
        counts(new WeightedChoice(from), of, times).forEach((count, index) => {
          expect(Math.abs(count - (times * of[index]) / total)).toBeLessThan(12);
        });
      }),
    );
  });

  test('never chooses a weight of 0', () => {
    fc.assert(
      fc.property(weights, seed, (of, from) => {
        fc.pre(of.some((weight) => weight > 0));
        const chosen = counts(new WeightedChoice(from), of, 500);
        expect(of.every((weight, index) => weight > 0 || chosen[index] === 0)).toBe(true);
      }),
    );
  });

  test('fails to choose when every weight is 0', () => {
    expect(new WeightedChoice(1).next([0, 0])).toBeUndefined();
    expect(new WeightedChoice(1).next([])).toBeUndefined();
  });

  test('repeats for the same seed and differs for another', () => {
    const sequence = (from: number) => {
      const choice = new WeightedChoice(from);
      return Array.from({ length: 200 }, () => choice.next([80, 20]));
    };
    expect(sequence(7)).toEqual(sequence(7));
    expect(sequence(7)).not.toEqual(sequence(8));
  });

  test('a 5 % canary sees all of a corpus whose length its period would divide', () => {
    const choice = new WeightedChoice(1);
    const seen = new Set<number>();
    for (let turn = 0; turn < 40 * 20 * 10; turn++) if (choice.next([95, 5]) === 1) seen.add(turn % 40);
    expect(seen.size).toBe(40);
  });
});
