import { LoadCounts, LoadRules } from '../../../lib/contract/load';
import { mergeLoadCounts, NO_LOAD_COUNTS } from '../../../lib/core/load/counts';
import { rankInterval } from '../../../lib/core/load/samples';
import { ComparisonResult, loadVerdict, stopReason } from '../../../lib/core/load/verdict';
import { COMPARISON, counts, RULES, stageResult } from './rules';

const GOOD = counts([
  [20, 11_900],
  [150, 100],
]);

function verdictOf(judged: LoadCounts, rules: Partial<LoadRules> = {}) {
  const all = { ...RULES, ...rules };
  return loadVerdict(all, [stageResult('100 %', judged, all)]);
}

test('passes within all limits, with its numbers', () => {
  const verdict = loadVerdict(RULES, [stageResult('50 %', counts([[20, 6_000]])), stageResult('100 %', GOOD)]);
  expect(verdict).toMatchObject({ check: 'load-test', status: 'PASS' });
  expect(verdict.reason).toMatch(
    /^12000 of 12000 requests answered at 100\/s, p50 20(\.\d)? ms, p90 20(\.\d)? ms, p99/,
  );
  expect(verdict.evidence.stages).toMatchObject([
    { stage: '50 %', sent: 6_000 },
    { stage: '100 %', use: 'verdict', sent: 12_000, ok: 12_000, errors: {}, dropped: 0, lateStarts: 0 },
  ]);
});

test.each<[string, LoadCounts, string]>([
  [
    'a slow p99',
    counts([
      [20, 11_800],
      [300, 200],
    ]),
    'p99 must be 200 ms at most, got 300 ms',
  ],
  ['a slow p50', counts([[60, 12_000]]), 'p50 must be 50 ms at most, got 60'],
  [
    'errors',
    counts([[20, 12_000]], { errors: { 'status 503': 100, timeout: 140 } }),
    '2 % of the requests failed, 1 % may: timeout 140, status 503 100',
  ],
  [
    'a slow p99 although requests were dropped',
    counts(
      [
        [20, 11_700],
        [300, 200],
      ],
      { dropped: 100 },
    ),
    'p99 must be 200 ms at most',
  ],
  [
    'errors although requests started late',
    counts([[20, 12_000]], { errors: { 'status 500': 240 }, lateStarts: 6_000 }),
    '2 % of the requests failed',
  ],
])('fails for %s', (_what, judged, reason) => {
  const verdict = verdictOf(judged);
  expect(verdict.status).toBe('FAIL');
  expect(verdict.reason).toContain(reason);
});

test.each<[string, LoadCounts, string]>([
  ['dropped requests', counts([[20, 11_980]], { dropped: 20 }), '0.167 % of the requests were dropped, 0.1 % may'],
  [
    'slow answers that started late',
    counts([[500, 12_000]], { lateStarts: 6_000, worstLateMs: 230 }),
    '50 % of the requests started late, 1 % may, and p50 must be 50 ms at most, got 504 ms',
  ],
  [
    'a missing worker',
    counts([[20, 6_000]]),
    '6000 of 12000 requests were never due (a worker did not run to its end)',
  ],
  [
    'too few answers for the p99',
    counts([[20, 1_000]]),
    'p99 needs 10000 answers, got 1000, of which it is one of the ranks 984 to 996; make the stage longer',
  ],
  ['nothing', NO_LOAD_COUNTS, 'no request was answered'],
])('has insufficient data with %s', (_what, judged, reason) => {
  const verdict = verdictOf(judged);
  expect(verdict.status).toBe('INSUFFICIENT_DATA');
  expect(verdict.reason).toContain(reason);
});

test('a few dropped and late ones are no matter', () => {
  expect(verdictOf(counts([[20, 11_988]], { dropped: 12, lateStarts: 119 })).status).toBe('PASS');
});

test('answers that are slower than late workers explain are slow', () => {
  const verdict = verdictOf(counts([[500, 12_000]], { lateStarts: 6_000, worstLateMs: 100 }));
  expect(verdict).toMatchObject({
    status: 'FAIL',
    reason: expect.stringContaining('p50 must be 50 ms at most, got 504'),
  });
  const early = stageResult('75 %', counts([[700, 200]], { lateStarts: 200, worstLateMs: 40 }));
  expect(stopReason(RULES, early)).toContain('took longer than 600 ms');
});

test('late starts make answers look slower, so limits that were kept with them are kept', () => {
  const verdict = verdictOf(counts([[20, 12_000]], { lateStarts: 600 }));
  expect(verdict).toMatchObject({
    status: 'PASS',
    reason: expect.stringContaining('although 5 % of the requests started late'),
  });
});

test('few answers fail when even the low end of what the p99 may be is too slow', () => {
  const verdict = verdictOf(
    counts([
      [20, 900],
      [400, 100],
    ]),
  );
  expect(verdict.status).toBe('FAIL');
  expect(verdict.reason).toContain('p99 must be 200 ms at most, got at least 396 ms');
});

test('has insufficient data when the stage at the peak was not run', () => {
  const verdict = loadVerdict(RULES, [stageResult('75 %', counts([[20, 9_000]]))]);
  expect(verdict).toMatchObject({ status: 'INSUFFICIENT_DATA', reason: expect.stringContaining('was not run') });
});

test('has insufficient data when the comparison that was asked for is missing', () => {
  const verdict = verdictOf(GOOD, { comparison: COMPARISON });
  expect(verdict.reason).toContain('nothing was compared with the live version');
  expect(verdict.status).toBe('INSUFFICIENT_DATA');
});

test.each([
  [
    'errors',
    counts([[20, 451]], { errors: { connection: 451 } }),
    'more than 5 % of 9000 requests failed (451: connec',
  ],
  [
    'a p99 of three times the limit',
    counts([
      [20, 500],
      [700, 91],
    ]),
    'more than 1 % of 9000 requests took longer than 600',
  ],
])('fails early for %s that the rest of the stage can not make good', (_what, seen, reason) => {
  const result = stageResult('75 %', seen);
  expect(stopReason(RULES, result)).toContain(`stopped in stage 75 %: ${reason}`);
  expect(loadVerdict(RULES, [result])).toMatchObject({ status: 'FAIL', reason: stopReason(RULES, result) });
});

test.each([
  ['errors that may yet be few', '75 %', counts([[20, 450]], { errors: { connection: 450 } })],
  ['slow answers that may yet be few', '75 %', counts([[700, 90]])],
  [
    'slow answers of workers that are late themselves',
    '75 %',
    counts([[700, 200]], { lateStarts: 200, worstLateMs: 60 }),
  ],
  ['anything in the warm-up', 'warm-up', counts([[20, 600]], { errors: { connection: 600 } })],
])('does not stop for %s', (_what, stage, seen) => {
  expect(stopReason(RULES, stageResult(stage, seen))).toBeUndefined();
});

test('what happens beyond the peak decides nothing', () => {
  const beyond = stageResult('125 %', counts([[20, 7_500]], { errors: { timeout: 7_500 } }));
  expect(stopReason(RULES, beyond)).toContain('stopped in stage 125 %');
  expect(loadVerdict(RULES, [stageResult('100 %', GOOD), beyond]).status).toBe('PASS');
});

describe('compared with the live version', () => {
  const rules = { ...RULES, comparison: COMPARISON };
  const block = (slow: number) =>
    counts([
      [20, 150 - slow],
      [90, slow],
    ]);
  const baseline = counts([
    [20, 540],
    [80, 60],
  ]); // p90 20 ms, p99 80 ms
  const compared = (candidateSlow: readonly number[], liveSlow = 15): ComparisonResult => ({
    baseline,
    pairs: candidateSlow.map((slow) => ({ live: block(liveSlow), candidate: block(slow) })),
  });
  const verdict = (comparison: ComparisonResult) => loadVerdict(rules, [stageResult('100 %', GOOD)], comparison);
  const each = (slow: number) => Array.from({ length: 8 }, () => slow);

  test.each([15, 16, 18])('passes with %d slow answers a block against 15', (slow) => {
    expect(verdict(compared(each(slow))).status).toBe('PASS');
  });

  test('fails when it is slow more often, with the numbers', () => {
    const { status, reason, evidence } = verdict(compared(each(30)));
    expect(status).toBe('FAIL');
    expect(reason).toMatch(
      /above the live version's p90 of 20\.?\d* ms were 240 of 1200 answers, and 120 of 1200 live/,
    );
    expect(evidence.comparedWithLive).toMatchObject([
      { quantile: 0.9, candidate: { n: 1_200, slow: 240 }, live: { n: 1_200, slow: 120 } },
      { quantile: 0.99 },
    ]);
  });

  test('one stall in the turn of the candidate decides nothing', () => {
    expect(verdict(compared([150, ...each(15).slice(1)])).status).toBe('PASS');
  });

  test('pairs in which the workers were late are left out', () => {
    const late = (slow: number) => ({ live: block(15), candidate: { ...block(slow), lateStarts: 100 } });
    const { baseline: frozen, pairs } = compared(each(15));
    expect(verdict({ baseline: frozen, pairs: [...pairs, late(150), late(150)] }).status).toBe('PASS');
    expect(verdict({ baseline: frozen, pairs: pairs.map(() => late(15)) }).status).toBe('INSUFFICIENT_DATA');
  });

  test('the chance is that of the exact binomial test', () => {
    const quantiles = verdict(compared(each(30))).evidence.comparedWithLive as { chanceIfTolerated: number }[];
    // P(X ≥ 210), X ~ Bin(315, 11/21), in whole fractions: one of eight equal pairs left out
    expect(quantiles[0].chanceIfTolerated).toBeCloseTo(1.9242177850835473e-7, 12);
  });

  test.each<[string, ComparisonResult, string]>([
    [
      'few pairs',
      { ...compared(each(15)), pairs: compared(each(15)).pairs.slice(0, 3) },
      '3 pairs of blocks were run on time',
    ],
    ['few answers', { ...compared(each(15)), pairs: compared(each(15)).pairs.slice(0, 6) }, 'gave 900 answers in the'],
    ['no baseline', { ...compared(each(15)), baseline: NO_LOAD_COUNTS }, 'gave 0 answers before the comparison'],
  ])('has insufficient data with %s', (_what, comparison, reason) => {
    expect(verdict(comparison)).toMatchObject({
      status: 'INSUFFICIENT_DATA',
      reason: expect.stringContaining(reason),
    });
  });
});

test('counts of workers add up in any order', () => {
  const one = counts([[20, 10]], { errors: { timeout: 2 }, dropped: 1 });
  const other = counts([[30, 5]], { errors: { 'status 503': 1, timeout: 1 }, lateStarts: 3, worstLateMs: 9 });
  const merged = mergeLoadCounts([one, other]);
  expect(merged).toMatchObject({ due: 16, sent: 15, ok: 11, errors: { 'status 503': 1, timeout: 3 }, dropped: 1 });
  expect(merged).toMatchObject({ lateStarts: 3, worstLateMs: 9 });
  expect(JSON.stringify(mergeLoadCounts([other, NO_LOAD_COUNTS, one]))).toBe(JSON.stringify(merged));
});

test.each([
  [1_000, 984, 996],
  [10_000, 9_880, 9_920],
])('the p99 of %d requests is one of the ranks %d to %d', (n, low, high) => {
  expect(rankInterval(n, 0.99)).toEqual({ low, high });
});
