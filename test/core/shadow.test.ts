import fc from 'fast-check';
import { ShadowSpec } from '../../lib/contract';
import { atLeast } from '../../lib/core/binomial';
import { samplesToPass, ShadowCounts, shadowVerdict } from '../../lib/core/shadow';

const SPEC: ShadowSpec = {
  kind: 'shadow',
  name: 'shadow',
  percent: 10,
  baselineSeconds: 300,
  durationSeconds: 900,
  compare: [{ kind: 'equal', path: 'label' }],
  maxDisagreementPercent: 5,
  minimumSamples: 100,
  minimumCoveragePercent: 50,
};

const NONE: ShadowCounts = {
  baseline: { agree: 0, disagree: 0 },
  agree: 0,
  disagree: 0,
  errors: 0,
  notComparable: 0,
  notMirrored: 0,
  withoutVerdict: 0,
};

const counts = (members: Partial<ShadowCounts>): ShadowCounts => ({
  ...NONE,
  baseline: { agree: 1000, disagree: 0 },
  ...members,
});

test.each<[string, Partial<ShadowCounts>, Partial<ShadowSpec>, string]>([
  ['all agree', { agree: 1000 }, {}, 'PASS'],
  ['a few differ', { agree: 970, disagree: 30 }, {}, 'PASS'],
  ['as many differ as may', { agree: 950, disagree: 50 }, {}, 'INSUFFICIENT_DATA'],
  ['somewhat more differ than may', { agree: 930, disagree: 70 }, {}, 'INSUFFICIENT_DATA'],
  ['far more differ', { agree: 800, disagree: 200 }, {}, 'FAIL'],
  ['many fail', { agree: 800, errors: 200 }, {}, 'FAIL'],
  ['every fifth is wrong or fails', { agree: 800, disagree: 100, errors: 100 }, {}, 'FAIL'],
  [
    'as many differ as differ anyway',
    { baseline: { agree: 800, disagree: 200 }, agree: 1600, disagree: 400 },
    {},
    'PASS',
  ],
  ['many more than differ anyway', { baseline: { agree: 800, disagree: 200 }, agree: 600, disagree: 400 }, {}, 'FAIL'],
  [
    'a noise that few pairs told',
    { baseline: { agree: 4, disagree: 1 }, agree: 800, disagree: 200 },
    {},
    'INSUFFICIENT_DATA',
  ],
  [
    'a noise that nobody measured',
    { baseline: { agree: 0, disagree: 0 }, agree: 800, disagree: 200 },
    {},
    'INSUFFICIENT_DATA',
  ],
  [
    'all agree, and no noise was measured',
    { baseline: { agree: 0, disagree: 0 }, agree: 1000 },
    {},
    'INSUFFICIENT_DATA',
  ],
  ['a tenth of the samples in the baseline', { baseline: { agree: 10, disagree: 0 }, agree: 1000 }, {}, 'PASS'],
  ['fewer than that', { baseline: { agree: 9, disagree: 0 }, agree: 1000 }, {}, 'INSUFFICIENT_DATA'],
  [
    'mostly wrong, beside a live version that never says the same',
    { baseline: { agree: 0, disagree: 300 }, agree: 160, disagree: 840 },
    {},
    'INSUFFICIENT_DATA',
  ],
  [
    'mostly wrong, beside a live version that seldom says the same',
    { baseline: { agree: 50, disagree: 950 }, agree: 200, disagree: 800 },
    {},
    'INSUFFICIENT_DATA',
  ],
  ['worse than a live version that is noisy', { baseline: { agree: 450, disagree: 550 }, disagree: 1000 }, {}, 'FAIL'],
  [
    'noise is excluded',
    { baseline: { agree: 0, disagree: 0 }, agree: 850, disagree: 150 },
    { baselineSeconds: 0 },
    'FAIL',
  ],
  ['too few samples', { agree: 99 }, {}, 'INSUFFICIENT_DATA'],
  ['no sample', {}, {}, 'INSUFFICIENT_DATA'],
  ['few samples, but all of them wrong', { disagree: 20 }, {}, 'FAIL'],
  ['four wrong ones of four', { errors: 4 }, { baselineSeconds: 0 }, 'INSUFFICIENT_DATA'],
  ['more dropped than compared', { agree: 1000, notMirrored: 1001 }, {}, 'INSUFFICIENT_DATA'],
  ['more without an answer than compared', { agree: 1000, withoutVerdict: 1001 }, {}, 'INSUFFICIENT_DATA'],
  ['more not comparable than compared', { agree: 1000, notComparable: 1001 }, {}, 'INSUFFICIENT_DATA'],
  [
    'little compared, where that is accepted',
    { agree: 1000, notMirrored: 9000 },
    { minimumCoveragePercent: 10 },
    'PASS',
  ],
  ['little compared, and that wrong', { agree: 10, errors: 90, notMirrored: 9000 }, {}, 'FAIL'],
])('%s', (_what, members, spec, status) => {
  expect(shadowVerdict({ ...SPEC, ...spec }, counts(members)).status).toBe(status);
});

test('a verdict tells rates, noise, limit, coverage and chances', () => {
  const verdict = shadowVerdict(
    SPEC,
    counts({
      baseline: { agree: 990, disagree: 10 },
      agree: 780,
      disagree: 150,
      errors: 50,
      notComparable: 20,
      notMirrored: 980,
    }),
  );
  expect(verdict).toMatchObject({
    check: 'shadow',
    status: 'FAIL',
    reason:
      '20.41 % of 980 mirrored requests were answered otherwise (50 of 200 with errors), ' +
      '1 % of 1000 when the live version was compared with itself, limit 5 % more',
    evidence: {
      samples: 980,
      disagreementPercent: 20.41,
      baselinePercent: 1,
      limitPercent: 5,
      coveragePercent: 49.49,
      notMirrored: 980,
      notComparable: 20,
    },
  });
});

/** By scipy 1.17.1: U = beta.ppf(1 - .005, 11, 990), binom.sf(x - 1, 1000, U + .05); L = beta.ppf(.025, 10, 991), binom.cdf(x, 1000, L + .05). */
test.each([
  [90, { chanceIfAllowed: 0.015 }],
  [45, { chanceIfTooMuch: 0.095 }],
  [50, { chanceIfTooMuch: 0.28 }],
])('the chances for %d of 1000 are those of the formula', (disagree, expected) => {
  const baseline = { agree: 990, disagree: 10 };
  expect(shadowVerdict(SPEC, counts({ baseline, agree: 1000 - disagree, disagree })).evidence).toMatchObject(expected);
});

test.each<[string, ShadowCounts['baseline'], string]>([
  [
    'few pairs',
    { agree: 5, disagree: 0 },
    '5 pairs of answers of the live version with itself could be compared, 10 are needed; give baselineDuration more time',
  ],
  [
    'noise',
    { agree: 50, disagree: 50 },
    'otherwise itself, 50 % are allowed; compare values that are the same each time',
  ],
])('a baseline of %s says what to do', (_what, baseline, reason) => {
  expect(shadowVerdict(SPEC, counts({ baseline, agree: 1000 })).reason).toContain(reason);
});

test('no noise lets a version pass that differs in more than the noise may and the limit', () => {
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), fc.double({ min: 0.1, max: 50, noNaN: true }), (agree, disagree, limit) => {
      const spec = { ...SPEC, maxDisagreementPercent: limit, minimumSamples: 1 };
      const bad = Math.ceil(10 * (50 + limit));
      const members = { baseline: { agree, disagree }, agree: 1000 - bad, disagree: bad };
      expect(shadowVerdict(spec, counts(members)).status).not.toBe('PASS');
    }),
  );
});

test('samples to pass are the fewest with which a version that always agrees passes', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 50, noNaN: true }), fc.constantFrom(0, 300), (limit, baselineSeconds) => {
      const enough = samplesToPass(limit, baselineSeconds);
      const spec = { ...SPEC, maxDisagreementPercent: limit, baselineSeconds, minimumSamples: 1 };
      expect(shadowVerdict(spec, counts({ agree: enough })).status).toBe('PASS');
      expect(shadowVerdict(spec, counts({ agree: enough - 1 })).status).toBe('INSUFFICIENT_DATA');
    }),
  );
});

/** Chance of a verdict when each pair of the baseline is bad with `noise`, each mirrored one with `rate`: all outcomes, one by one. */
function chanceOf(status: string, noise: number, rate: number, baselinePairs: number, pairs: number): number {
  const chance = (x: number, n: number, p: number) => atLeast(x, n, p) - atLeast(x + 1, n, p);
  const spec = { ...SPEC, minimumSamples: 1, maxDisagreementPercent: 10 };
  let sum = 0;
  for (let x0 = 0; x0 <= baselinePairs; x0++) {
    const weight = chance(x0, baselinePairs, noise);
    if (weight < 1e-9) continue;
    for (let x = 0; x <= pairs; x++) {
      const members = { baseline: { agree: baselinePairs - x0, disagree: x0 }, agree: pairs - x, disagree: x };
      if (shadowVerdict(spec, counts(members)).status === status) sum += weight * chance(x, pairs, rate);
    }
  }
  return sum;
}

test.each([0, 0.1, 0.3])(
  'a version at the limit fails or passes by mistake as rarely as promised, at a noise of %d',
  (noise) => {
    expect(chanceOf('FAIL', noise, noise + 0.1, 20, 40)).toBeLessThan(0.01);
    expect(chanceOf('PASS', noise, noise + 0.1, 20, 40)).toBeLessThan(0.05);
  },
);

test('one pair more that differs never makes a verdict better', () => {
  const rank = { FAIL: 0, INSUFFICIENT_DATA: 1, PASS: 2, PENDING: -1 };
  fc.assert(
    fc.property(fc.nat(3000), fc.nat(300), fc.nat(50), (agree, disagree, noise) => {
      const baseline = { agree: 500, disagree: noise };
      const spec = { ...SPEC, minimumSamples: 1 };
      const of = (more: number) =>
        rank[shadowVerdict(spec, counts({ baseline, agree, disagree: disagree + more })).status];
      if (agree + disagree < 100) return; // below, one pair more may be what was missing for any verdict
      expect(of(1)).toBeLessThanOrEqual(of(0));
    }),
  );
});
