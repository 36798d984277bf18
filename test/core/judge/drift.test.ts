import { binCount, binOf, countInBins, freezeClassBins, freezeScoreBins } from '../../../lib/core/judge/drift-bins';
import { effectSizes } from '../../../lib/core/judge/effect-size';

describe('bins', () => {
  test('scores fall in tenths of what the live version predicted', () => {
    const scores = Array.from({ length: 1_000 }, (_, index) => index / 1_000);
    const bins = freezeScoreBins(scores);
    expect(countInBins(bins, scores)).toEqual([...new Array<number>(10).fill(100), 0]);
    expect(binOf(bins, -5)).toBe(0);
    expect(binOf(bins, 5)).toBe(9);
    expect(binOf(bins, Number.NaN)).toBe(10);
    expect(binOf(bins, 'a class')).toBe(10);
  });

  test('scores that repeat make fewer bins, and each score stays in its own', () => {
    const bins = freezeScoreBins([...new Array<number>(95).fill(0), ...new Array<number>(5).fill(1)]);
    expect(bins).toEqual({ kind: 'scores', edges: [0] });
    expect([binOf(bins, 0), binOf(bins, 1)]).toEqual([0, 1]);
  });

  test('classes of 1 % have a bin of their own, the rest and new ones share one', () => {
    const bins = freezeClassBins({ rare: 9, spam: 100, ham: 891 });
    expect(bins).toEqual({ kind: 'classes', classes: ['ham', 'spam'] });
    expect(binCount(bins)).toBe(3);
    expect(countInBins(bins, ['ham', 'rare', 'new', 'spam'])).toEqual([1, 1, 2]);
  });

  test('fails without predictions to freeze', () => {
    expect(() => freezeScoreBins([Number.NaN])).toThrow('need finite predictions of the live version, got none');
    expect(() => freezeClassBins({})).toThrow('need predictions of the live version, got none');
  });
});

describe('effect sizes', () => {
  test('the same distribution has none, whatever the sizes', () => {
    const { psi, js, ks } = effectSizes([4_000, 6_000], [400, 600]) ?? { psi: 1, js: 1, ks: 1 };
    expect(psi).toBeCloseTo(0, 5);
    expect(js).toBeCloseTo(0, 2);
    expect(ks).toBe(0);
  });

  /** By hand, without the half prediction that is added to each bin: 10,000 make it small. */
  test('halves that became 70 and 30 %', () => {
    const { psi, js, ks } = effectSizes([5_000, 5_000], [7_000, 3_000]) ?? { psi: 0, js: 0, ks: 0 };
    expect(psi).toBeCloseTo(0.2 * Math.log(1.4) - 0.2 * Math.log(0.6), 3);
    const divergence =
      0.25 * Math.log(0.5 / 0.6) + 0.35 * Math.log(0.7 / 0.6) + 0.25 * Math.log(0.5 / 0.4) + 0.15 * Math.log(0.3 / 0.4);
    expect(js).toBeCloseTo(Math.sqrt(divergence / Math.LN2), 3);
    expect(ks).toBeCloseTo(0.2, 9);
  });

  test('without a common bin they are as large as they get, and finite', () => {
    const { psi, js, ks } = effectSizes([1_000, 0], [0, 1_000]) ?? { psi: 0, js: 0, ks: 0 };
    expect(js).toBeCloseTo(1, 1);
    expect(ks).toBe(1);
    expect(Number.isFinite(psi)).toBe(true);
  });

  /** χ² with 9 degrees of freedom: 16.919. */
  test('come with what chance alone makes of so few', () => {
    const { noise } = effectSizes(new Array<number>(10).fill(100), new Array<number>(10).fill(10)) ?? {
      noise: { psi: 0, ks: 0 },
    };
    expect(noise.psi).toBeCloseTo(16.919 * (1 / 1_000 + 1 / 100), 2);
    expect(noise.ks).toBeCloseTo(1.36 * Math.sqrt(0.011), 9);
  });

  test('and the noise are not of bins that nothing is in', () => {
    expect(effectSizes([500, 500, 0], [60, 40, 0])).toEqual(effectSizes([500, 500], [60, 40]));
    expect(effectSizes([500, 500, 0], [60, 40, 1])?.noise.psi).toBeGreaterThan(
      effectSizes([500, 500], [60, 40])?.noise.psi ?? Infinity,
    );
  });

  test('are undefined of nothing, and fail on other bins', () => {
    expect(effectSizes([0, 0], [1, 1])).toBeUndefined();
    expect(() => effectSizes([1], [1, 1])).toThrow('must have the same bins, got 1 and 2');
  });
});
