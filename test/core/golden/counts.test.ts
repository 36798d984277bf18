import fc from 'fast-check';
import { GoldenCounts, MOST_SLICES, NO_COUNTS } from '../../../lib/core/golden/counts';
import { MOST_FAILING } from '../../../lib/core/golden/failing';
import { JudgedRow, Judgement, Outcome } from '../../../lib/core/golden/judge-item';
import { goldenVerdict } from '../../../lib/core/golden/verdict';
import { countAll, countInParts, result, Result, RULES, times } from './results';

const OUTCOMES: readonly Outcome[] = ['right', 'wrong', 'row-count', 'error'];

const judgedRow: fc.Arbitrary<JudgedRow> = fc.record(
  {
    truth: fc.constantFrom('label', 'recorded', 'live'),
    candidate: fc.constantFrom(...OUTCOMES),
    live: fc.constantFrom(...OUTCOMES),
    row: fc.nat(3),
  },
  { requiredKeys: ['truth', 'candidate'] },
);

const judgement: fc.Arbitrary<Judgement> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ rows: fc.array(judgedRow, { minLength: 1, maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ unjudged: fc.constantFrom('nothing-expected', 'live-failed') }) },
);

const anyResult: fc.Arbitrary<Result> = fc
  .record({
    judgement,
    line: fc.nat(200),
    id: fc.string({ maxLength: 3 }),
    category: fc.option(fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor'), fc.nat(150).map(String)), {
      nil: undefined,
    }),
    critical: fc.option(fc.constant(true as const), { nil: undefined }),
  })
  .map(({ judgement: of, ...item }) => result(of, item));

/** Results in any order, in any parts, some of them empty. */
const parts = fc
  .array(fc.tuple(anyResult, fc.nat(5)), { maxLength: 150, size: 'max' })
  .chain((drawn) => fc.tuple(fc.constant(drawn), fc.shuffledSubarray(drawn, { minLength: drawn.length })));

test('any split into shards, in any order, gives the same counts and the same verdict', () => {
  fc.assert(
    fc.property(
      parts,
      fc.boolean(),
      fc.option(fc.nat(100), { nil: undefined }),
      ([drawn, shuffled], isLive, minimum) => {
        const whole = countAll(drawn.map(([each]) => each));
        const shards = [0, 1, 2, 3, 4, 5].map((shard) =>
          shuffled.filter(([, of]) => of === shard).map(([each]) => each),
        );
        const merged = countInParts(shards);
        expect(merged).toEqual(whole);
        const rules = { ...RULES, minimumScorePercent: minimum };
        const [one, two] = [merged, whole].map((counts) => goldenVerdict(rules, counts, isLive));
        expect(one).toEqual(two);
      },
    ),
    { numRuns: 40 },
  );
});

test('slices add up to the whole, and every number of one is explained', () => {
  fc.assert(
    fc.property(fc.array(anyResult, { maxLength: 200, size: 'max' }), (results) => {
      const sliced = results.filter(([{ category }]) => category !== undefined);
      const { total, slices, otherSlices } = countAll(sliced);
      const all = [...Object.values(slices), ...(otherSlices === undefined ? [] : [otherSlices])];
      for (const name of ['judged', 'right', 'errors', 'labelled', 'pairs', 'liveRight', 'worse', 'better'] as const) {
        expect(all.reduce((sum, slice) => sum + slice[name], 0)).toBe(total[name]);
      }
      expect(total.right + total.errors).toBeLessThanOrEqual(total.judged);
      expect(total.pairs).toBeLessThanOrEqual(total.labelled);
      expect(total.worse).toBeLessThanOrEqual(total.liveRight);
      expect(total.worse + total.better).toBeLessThanOrEqual(total.pairs);
    }),
    { numRuns: 40 },
  );
});

test('what is counted of an item', () => {
  const rows: JudgedRow[] = [
    { row: 0, truth: 'label', candidate: 'right', live: 'wrong' },
    { row: 1, truth: 'label', candidate: 'row-count', live: 'right' },
    { row: 2, truth: 'label', candidate: 'error', live: 'error' },
  ];
  const slice = { judged: 3, right: 1, errors: 1, labelled: 3, pairs: 2, liveRight: 1, worse: 1, better: 1 };
  const failing = [
    { id: 'a', line: 4, row: 1, outcome: 'row-count', live: 'right' },
    { id: 'a', line: 4, row: 2, outcome: 'error', live: 'error' },
  ];
  expect(countAll([result(rows, { id: 'a', line: 4, category: 'x', critical: true })])).toEqual<GoldenCounts>({
    ...NO_COUNTS,
    items: 1,
    total: slice,
    slices: { x: slice },
    criticalFailed: 2,
    criticalFailing: failing as GoldenCounts['failing'],
    failing: failing as GoldenCounts['failing'],
  });
});

test('a result stays small, however many fail and however many categories there are', () => {
  const results = Array.from({ length: 400 }, (_, index) =>
    times(1, false, true, { category: `c${index}`, id: 'x'.repeat(500), critical: true }),
  ).flat();
  const counts = countAll(results);
  expect(Object.keys(counts.slices)).toHaveLength(MOST_SLICES);
  expect(counts.otherSlices?.judged).toBe(400 - MOST_SLICES);
  expect(counts).toMatchObject({ criticalFailed: 400, total: { judged: 400 } });
  expect([counts.failing, counts.criticalFailing].map((each) => each.length)).toEqual([MOST_FAILING, MOST_FAILING]);
  expect(counts.failing[0].line).toBe(results[0][0].line);
  expect(JSON.stringify(counts).length).toBeLessThan(50_000);
  expect(JSON.parse(JSON.stringify(counts))).toEqual(counts);
});
