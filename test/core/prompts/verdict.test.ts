import fc from 'fast-check';
import { TestOutcome, TestResult } from '../../../lib/core/prompts/results/test-result';
import {
  merge,
  metricsOf,
  MOST_REPORTED,
  NO_TOTALS,
  PromptTotals,
  totalsOf,
} from '../../../lib/core/prompts/results/totals';
import { promptVerdict } from '../../../lib/core/prompts/results/verdict';

const OUTCOMES = { '+': 'pass', '-': 'fail', '?': 'undecided', m: 'measured' } as const;
type Sign = keyof typeof OUTCOMES;

function result(outcome: TestOutcome, members: Partial<TestResult> = {}): TestResult {
  return {
    id: `test ${outcome}`,
    outcome,
    pass: outcome === 'pass',
    score: outcome === 'pass' ? 1 : 0,
    bestScore: outcome === 'pass' || outcome === 'undecided' ? 1 : 0,
    critical: false,
    failing:
      outcome === 'fail' ? [{ index: '0', type: 'equals', reason: 'the answer has to be the expected one' }] : [],
    namedScores: {},
    ...members,
  };
}

function totals(signs: string, members: Partial<TestResult> = {}): PromptTotals {
  return [...signs]
    .map((sign, position) => totalsOf(position, result(OUTCOMES[sign as Sign], members)))
    .reduce(merge, NO_TOTALS);
}

const LIMITS = { name: 'prompts' };

describe('the verdict', () => {
  test.each<[string, object, 'PASS' | 'FAIL' | 'INSUFFICIENT_DATA']>([
    ['+++', {}, 'PASS'],
    ['++-', {}, 'FAIL'],
    ['++-', { minimumPassRate: 0.66 }, 'PASS'],
    ['++-', { minimumPassRate: 0.67 }, 'FAIL'],
    ['++-', { minimumPassRate: 0, minimumScore: 0.66 }, 'PASS'],
    ['++-', { minimumPassRate: 0, minimumScore: 0.7 }, 'FAIL'],
    ['++?', {}, 'INSUFFICIENT_DATA'],
    ['++?', { minimumPassRate: 0.6 }, 'PASS'],
    ['+--?', { minimumPassRate: 0.6 }, 'FAIL'],
    ['++mm', {}, 'PASS'],
    ['mm', {}, 'INSUFFICIENT_DATA'],
    ['', {}, 'INSUFFICIENT_DATA'],
  ])('of %s with %j is %s', (signs, limits, status) => {
    expect(promptVerdict({ ...LIMITS, ...limits }, totals(signs)).status).toBe(status);
  });

  test('fails when a critical test does, whatever the limits', () => {
    const limits = { ...LIMITS, minimumPassRate: 0 };
    const some = merge(totals('+++'), totalsOf(3, result('fail', { critical: true, id: '4 refund' })));
    expect(promptVerdict(limits, some)).toMatchObject({
      status: 'FAIL',
      reason:
        '1 critical tests failed (4 refund: equals 0: the answer has to be the expected one); 3 of 4 prompts answered as expected',
    });
    const doubtful = merge(totals('+++'), totalsOf(3, result('undecided', { critical: true })));
    expect(promptVerdict(limits, doubtful).status).toBe('INSUFFICIENT_DATA');
  });

  test('says why there was no answer', () => {
    const some = totalsOf(0, result('fail', { failing: [], error: 'status 500' }));
    expect(promptVerdict(LIMITS, some)).toMatchObject({
      reason: 'pass rate 0 is below 1 (test fail: status 500); 0 of 1 prompts answered as expected',
      evidence: { unanswered: 1 },
    });
  });

  test('fails to pass when most prompts got no answer, however low its limits', () => {
    const limits = { ...LIMITS, minimumPassRate: 0.1 };
    const silent = totals('--', { error: 'status 500' });
    expect(promptVerdict(limits, merge(totals('+'), silent))).toMatchObject({
      status: 'INSUFFICIENT_DATA',
      reason: expect.stringMatching(/^2 of 3 prompts got no answer, .*status 500/) as string,
    });
    expect(promptVerdict(limits, merge(totals('++'), silent)).status).toBe('PASS');
    expect(promptVerdict(LIMITS, merge(totals('+'), silent)).status).toBe('FAIL');
  });

  test('has the numbers as evidence', () => {
    const some = totals('++-', { namedScores: { tone: { sum: 1.5, weight: 2 } } });
    expect(promptVerdict({ ...LIMITS, minimumPassRate: 0.5 }, some)).toMatchObject({
      check: 'prompts',
      reason: '2 of 3 prompts answered as expected, mean score 0.6667',
      evidence: { tests: 3, passed: 2, failed: 1, passRate: 0.6667, meanScore: 0.6667, metrics: { tone: 0.75 } },
    });
  });

  test('never gets worse with a pass in place of a failure', () => {
    const rank = { FAIL: 0, INSUFFICIENT_DATA: 1, PASS: 2, PENDING: 3 };
    const signs = fc.array(fc.constantFrom<Sign>('+', '-', '?'), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(signs, fc.double({ min: 0, max: 1, noNaN: true }), (each, minimumPassRate) => {
        const limits = { ...LIMITS, minimumPassRate };
        const better = each.map((sign, index) => (index === each.lastIndexOf('-') ? '+' : sign));
        const [before, after] = [each, better].map((some) => promptVerdict(limits, totals(some.join(''))).status);
        expect(rank[after]).toBeGreaterThanOrEqual(rank[before]);
      }),
    );
  });
});

describe('the live side', () => {
  test.each<[TestOutcome, TestOutcome, object]>([
    ['pass', 'pass', { bothPass: 1 }],
    ['fail', 'pass', { onlyLive: 1 }],
    ['pass', 'fail', { onlyCandidate: 1 }],
    ['fail', 'fail', { bothFail: 1 }],
    ['undecided', 'pass', { notCompared: 1 }],
    ['pass', 'measured', { notCompared: 1 }],
  ])('%s beside %s', (candidate, live, counts) => {
    const none = { bothPass: 0, onlyLive: 0, onlyCandidate: 0, bothFail: 0, notCompared: 0 };
    expect(totalsOf(0, result(candidate), result(live)).sides).toEqual({ ...none, ...counts });
    expect(totalsOf(0, result(candidate)).sides).toEqual(none);
  });
});

describe('totals', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const some = fc.array(
    fc.record({
      outcome: fc.constantFrom<TestOutcome>('pass', 'fail', 'undecided', 'measured'),
      live: fc.constantFrom<TestOutcome>('pass', 'fail'),
      critical: fc.boolean(),
      score: share,
      bestScore: share,
      namedScores: fc.dictionary(
        fc.constantFrom('a', 'b', 'constructor', '__proto__'),
        fc.record({ sum: share, weight: share }),
      ),
    }),
    { maxLength: 60 },
  );

  test('are the same however the tests are split, grouped and ordered', () => {
    fc.assert(
      fc.property(some, fc.nat(60), fc.nat(60), (tests, one, two) => {
        const all = tests.map(({ live, ...test }, position) =>
          totalsOf(position, result(test.outcome, test), result(live)),
        );
        const sum = (parts: readonly PromptTotals[]) => parts.reduce(merge, NO_TOTALS);
        const [first, second] = [Math.min(one, two), Math.max(one, two)];
        const [a, b, c] = [all.slice(0, first), all.slice(first, second), all.slice(second)].map(sum);
        expect(merge(a, merge(b, c))).toEqual(sum(all));
        expect(merge(merge(c, a), b)).toEqual(sum(all));
        expect(Object.values(metricsOf(sum(all))).every(Number.isFinite)).toBe(true);
      }),
    );
  });

  test('survive JSON', () => {
    const whole = totals('+-?m', { namedScores: { tone: { sum: 0.5, weight: 1 } } });
    expect(JSON.parse(JSON.stringify(whole))).toEqual(whole);
    expect(metricsOf(whole)).toEqual({ tone: 0.5 });
  });

  test('report critical tests first, and not more than a report can hold', () => {
    const many = merge(totals('-'.repeat(50)), totalsOf(50, result('fail', { critical: true })));
    expect(many.notPassed).toHaveLength(MOST_REPORTED);
    expect(many.notPassed.slice(0, 2).map(({ position }) => position)).toEqual([50, 0]);
    expect(many.failed).toBe(51);
  });
});
