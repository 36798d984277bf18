import { goldenCost } from '../../../lib/core/golden/cost';
import { goldenResult } from '../../../lib/core/golden/result';
import { countAll, result, Result, RULES, times } from './results';

const of = (results: readonly Result[], rules: object = {}, isLive = true) =>
  goldenResult({ ...RULES, ...rules }, countAll(results), {
    isLive,
    cost: goldenCost({ shards: 1, milliseconds: 2_000, memoryMb: 512 }),
    whole: 'evidence/fraud/r/golden.json',
  });

test('tells where all of it is', () => {
  expect(of(times(20, true, true))).toMatchObject({
    status: 'PASS',
    exempt: false,
    evidence: { judged: 20, cost: { lambdaGbSeconds: 1 }, whole: 'evidence/fraud/r/golden.json' },
  });
});

test('long ids and many slices are cut to what the ledger takes, the worst first', () => {
  const long = (n: number) => `${n}-${'ü'.repeat(150)}`;
  const failing = Array.from({ length: 60 }, (_, n) =>
    times(1, false, true, { id: long(n), category: long(n) }),
  ).flat();
  const { evidence, status } = of([...failing, ...times(20, true, true, { category: 'fine' })]);
  expect(status).toBe('FAIL');
  expect(Buffer.byteLength(JSON.stringify(evidence))).toBeLessThanOrEqual(8 * 1024);
  expect((evidence.failing as { id: string }[])[0].id).toMatch(/^0-/);
  expect(Object.keys(evidence.slices as object)).not.toContain('fine');
});

describe('without a live version', () => {
  test.each<[string, readonly Result[], object, boolean]>([
    ['no minimum', times(20, true), {}, true],
    [
      'nothing expected',
      Array.from({ length: 20 }, () => result({ unjudged: 'nothing-expected' })),
      { minimumScorePercent: 90 },
      true,
    ],
    ['too few labels for a minimum', times(2, true), { minimumScorePercent: 90, minimumItems: 20 }, false],
    ['nothing right', times(20, false), {}, false],
  ])('%s', (_name, results, rules, exempt) => {
    expect(of(results, rules, false)).toMatchObject({ status: 'INSUFFICIENT_DATA', exempt });
  });

  test('fails below the minimum', () => {
    expect(of(times(20, false), { minimumScorePercent: 90 }, false)).toMatchObject({ status: 'FAIL', exempt: false });
  });
});

test('fails to be exempt while a version is live', () => {
  expect(of([result({ unjudged: 'live-failed' })])).toMatchObject({ status: 'INSUFFICIENT_DATA', exempt: false });
});
