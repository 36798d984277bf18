import { ACA_JUDGE, classify, classifyByMean, Options } from '../../bench/judge/judges/kayenta/classify';
import { shiftOf } from '../../bench/judge/judges/kayenta/mann-whitney';
import { percentile, withoutOutliers } from '../../bench/judge/judges/kayenta/outliers';
import { passes, score } from '../../bench/judge/judges/kayenta/score';
import { normal, Random, seeded } from '../../bench/judge/random';

/*
 * What Kayenta's own tests expect of its judge. Short inputs are theirs; where theirs are long, these are sets of our own of the same size
 * and mean. (The port was run on theirs too: 34 of 34.)
 */

const DEFAULTS: Options = { ...ACA_JUDGE, tolerance: 0.1, confidence: 0.95 };

const X = normals(1, 30, 9.79, 1.9);
const C = normals(2, 30, 9.78, 2.1);
const H = normals(3, 30, 20.22, 2.2);
const L = normals(4, 30, 19.95, 2.5);
const G1 = sparse(5, 210, 0.37, 1.8);
const G0 = sparse(6, 210, 0.1, 1.5);

const A = [20, 22, 21, 25, 30];
const B = [1, 2.2, 1.1, 2.5, 3];
const FIVE_FIFTIES = [54.9, 54.5, 55.1, 55.6, 57.4];
const ZEROS = [0, 0, 0, 0, 0];
const ONES = [1, 1, 1, 1, 1];
const TENS = [10, 10, 10, 10, 10];

test.each<[string, readonly number[], readonly number[], Partial<Options>, string]>([
  ['equal means', X, C, {}, 'Pass'],
  ['twice the mean', H, C, {}, 'High'],
  ['half the mean', X, L, {}, 'Low'],
  ['half the mean, increases asked', X, L, { direction: 'increase' }, 'Pass'],
  ['twice the mean, decreases asked', H, C, { direction: 'decrease' }, 'Pass'],
  ['twice the mean, increases asked', H, C, { direction: 'increase' }, 'High'],
  ['half the mean, decreases asked', X, L, { direction: 'decrease' }, 'Low'],
  ['four times as many events, mostly none', G1, G0, {}, 'High'],
  ['an effect of ten', A, B, { effect: [0.8, 1.2] }, 'High'],
  ['an effect of a half, decreases asked', X, L, { direction: 'decrease', effect: [0.8, 1.2] }, 'Low'],
  ['an effect of six tenths, a half needed', [10, 12.2, 10.1, 12.5, 23], A, { effect: [0.5, 1] }, 'Pass'],
  ['an effect of four, five needed', G1, G0, { effect: [1, 5] }, 'Pass'],
  ['pairs, not enough of them higher', sparse(7, 91, 0.4, 1), sparse(8, 104, 0.2, 1), { ...cles(0.5, 0.8) }, 'Pass'],
  ['pairs, nearly all higher', normals(9, 60, 5, 1), normals(10, 60, 0.5, 0.2), { ...cles(0.2, 0.8) }, 'High'],
  ['pairs, nearly all lower', normals(11, 30, 21.3, 1.5), normals(12, 30, 25, 1.5), { ...cles(0.2, 0.8) }, 'Low'],
  ['critical from 1.2', A, B, { critical: true, criticalEffect: [1, 1.2] }, 'High critical'],
  [
    'critical below 1.2',
    [2, 2, 2, 2, 3],
    [10, 20.2, 10.1, 20.5, 30],
    { critical: true, criticalEffect: [1.2, 1] },
    'Low critical',
  ],
  ['critical from 13', A, B, { critical: true, effect: [1, 5], criticalEffect: [1, 13] }, 'High'],
  ['13 needed, critical from 15', A, B, { critical: true, effect: [1, 13], criticalEffect: [1, 15] }, 'Pass'],
  ['critical by default', A, B, { critical: true }, 'High critical'],
  ['one value', [1, 1, 1], [1, 1], { direction: 'decrease' }, 'Pass'],
  ['the same values', [1, 2, 3, 4, 5], [5, 4, 3, 2, 1], { direction: 'decrease' }, 'Pass'],
  ['one zero', [0, 1, 1, 1, 1], ONES, { direction: 'decrease' }, 'Pass'],
  ['one outlier', [1, 1, 1, 1, 10], ONES, {}, 'Pass'],
  ['two constants', TENS, ONES, {}, 'High'],
  ['a constant against zeros', TENS, ZEROS, {}, 'High'],
  ['no data', [], [1, 2, 3, 4, 5], { direction: 'decrease' }, 'Nodata'],
  ['no data, critical', [], [1, 2, 3, 4, 5], { direction: 'decrease', critical: true }, 'Nodata critical'],
  ['no data, replaced', [], [1, 2, 3, 4, 5], { direction: 'decrease', nanStrategy: 'replace' }, 'Pass'],
  ['no data but needed', [], [1, 2, 3, 4, 5], { mustHaveData: true }, 'NodataFailMetric'],
  ['against zeros', FIVE_FIFTIES, ZEROS, { effect: [0.8, 1.2] }, 'High'],
  ['zeros', ZEROS, FIVE_FIFTIES, { effect: [0.8, 1.2] }, 'Low'],
  ['zeros against zeros', ZEROS, ZEROS, { effect: [0.8, 1.2] }, 'Pass'],
  [
    'some against none, critical',
    normals(13, 10, 0.075, 0.02),
    new Array<number>(10).fill(0),
    { critical: true, nanStrategy: 'replace', criticalEffect: [0.8, 1.2] },
    'High critical',
  ],
])('classifies %s', (_, experiment, control, options, expected) => {
  const { label, critical } = classify(experiment, control, { ...DEFAULTS, ...options });
  expect(critical ? `${label} critical` : label).toBe(expected);
});

test('has a reason without any data, and no ratio with a mean of 0', () => {
  expect(classify([], [], { ...DEFAULTS, critical: true }).reason).not.toBe('');
  expect(classify(FIVE_FIFTIES, ZEROS, DEFAULTS).deviation).toBeNaN();
  expect(classify(ZEROS, FIVE_FIFTIES, DEFAULTS).deviation).toBeNaN();
  expect(classify(ZEROS, ZEROS, DEFAULTS).deviation).toBe(1);
});

/** What users reported to pass, although it is worse. */
test.each<[string, readonly number[], readonly number[]]>([
  ['spinnaker#6278', [...new Array<number>(7).fill(100), 1, 1, 1], new Array<number>(10).fill(1)],
  ['kayenta#426', [0, 1, 2, 1, 0, 0], new Array<number>(6).fill(0)],
  [
    'spinnaker#799',
    Array.from({ length: 25 }, (_, minute) => (minute % 4 === 3 ? 1 : 0)),
    new Array<number>(25).fill(0),
  ],
])('passes %s', (_, experiment, control) => {
  const options = { ...ACA_JUDGE, direction: 'increase', nanStrategy: 'replace' } as const;
  expect(classify(experiment, control, options).label).toBe('Pass');
});

test('the interval of the first of them is the one that was reported', () => {
  const { low, high } = shiftOf([...new Array<number>(7).fill(100), 1, 1, 1], new Array<number>(10).fill(1), 0.98);
  expect(low).toBeGreaterThan(0);
  expect(low).toBeLessThan(1e-4);
  expect(high).toBeCloseTo(99, 2);
});

test.each<[readonly number[], readonly number[], string]>([
  [[10, 20, 30, 40, 50], [1, 2, 3, 4, 5], 'High'],
  [[1, 2, 3, 4, 5], [10, 20, 30, 40, 50], 'Low'],
  [[10, 20, 30, 40, 50], [10, 20, 30, 40, 50], 'Pass'],
])('the classifier by means: %j against %j is %s', (experiment, control, expected) => {
  expect(classifyByMean(experiment, control)).toBe(expected);
});

const P = { label: 'Pass', groups: ['a'] } as const;
const HIGH = { label: 'High', groups: ['a'] } as const;
const LOW = { label: 'Low', groups: ['a'] } as const;
const NO = { label: 'Nodata', groups: ['a'] } as const;
const inB = <T extends object>(result: T) => ({ ...result, groups: ['b'] });

test.each<[string, Parameters<typeof score>, number]>([
  ['a pass', [[P]], 100],
  ['a failure', [[HIGH]], 0],
  ['no data', [[NO]], 0],
  ['a group without data', [[P, P, inB(NO)]], 100],
  ['a half', [[P, HIGH]], 50],
  ['a third', [[P, HIGH, LOW]], 33.33],
  ['weighted groups', [[P, P, inB(HIGH)], { a: 75, b: 25 }], 75],
  ['half of half', [[P, HIGH, inB(HIGH)], { a: 50, b: 50 }], 25],
  ['no data beside a pass', [[P, NO, inB(HIGH)], { a: 50, b: 50 }], 50],
  ['a critical failure', [[P, { ...HIGH, critical: true }]], 0],
  ['a critical pass', [[LOW, { ...P, critical: true }]], 50],
  ['a critical metric without data', [[P, { ...NO, critical: true }]], 0],
  ['weights that differ much', [[HIGH, LOW, P, inB(HIGH)], { a: 15, b: 85 }], 5],
])('scores %s', (_, given, expected) => {
  expect(score(...given)).toBe(expected);
});

test.each([
  [95, undefined, undefined, true],
  [60, 75, 95, false],
  [85, 75, undefined, true],
  [85, 75, 95, false],
  [97, 75, 95, true],
])('a score of %d with thresholds %s and %s', (value, marginal, pass, expected) => {
  expect(passes([value], { marginal, pass })).toBe(expected);
});

test('percentiles and outliers', () => {
  const steps = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5];
  expect(percentile(steps, 5)).toBeCloseTo(0.175, 9);
  expect(percentile(steps, 50)).toBe(1.75);
  expect(percentile([], 50)).toBeUndefined();
  expect(withoutOutliers([21, 23, 24, 25, 50, 29, 23, 21], 1.5)).not.toContain(50);
  expect(withoutOutliers([1, 1, 1, 5, -1, -1, -1, -5], 1.5)).toEqual([1, 1, 1, -1, -1, -1]);
  expect(withoutOutliers([])).toEqual([]);
});

function cles(low: number, high: number): Partial<Options> {
  return { measure: 'cles', tolerance: 0.2, confidence: 0.98, effect: [low, high] };
}

function normals(seed: number, count: number, mean: number, deviation: number): readonly number[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => mean + deviation * normal(random));
}

/** Error rates of minutes with few requests: mostly 0. */
function sparse(seed: number, count: number, share: number, mean: number): readonly number[] {
  const random: Random = seeded(seed);
  return Array.from({ length: count }, () => (random() < share ? mean * (0.7 + 0.6 * random()) : 0));
}
