import { GoldenRules } from '../../../lib/contract';
import { goldenVerdict } from '../../../lib/core/golden/verdict';
import { countAll, result, Result, RULES, times } from './results';

function verdict(results: readonly Result[], rules: Partial<GoldenRules> = {}, isLive = true): string {
  const { status, reason } = goldenVerdict({ ...RULES, ...rules }, countAll(results), isLive);
  return `${status}: ${reason}`;
}

describe('PASS', () => {
  test('as good as the live version', () => {
    expect(verdict([...times(240, true, true), ...times(5, false, true), ...times(5, true, false)])).toBe(
      'PASS: 98 % of 250 predictions right, live 98 % of 250, enough to detect a drop of 3.14 points with 80 % power',
    );
  });

  test('four that got worse, and none better, are no proof', () => {
    expect(verdict([...times(96, true, true), ...times(4, false, true)])).toMatch(/^PASS: 96 % of 100/);
  });

  test('a minimum that is just reached, without a live version', () => {
    expect(verdict([...times(95, true), ...times(5, false)], { minimumScorePercent: 95 }, false)).toBe(
      'PASS: 95 % of 100 predictions right (minimum 95 %)',
    );
  });

  test('agreement with the live version where nothing else is known', () => {
    const same = Array.from({ length: 20 }, () => result([{ truth: 'live', candidate: 'right' }]));
    expect(verdict(same, { minimumScorePercent: 90 })).toMatch(/^PASS: 100 % of 20/);
  });

  test('says that the set is too small for the drop that it should detect', () => {
    expect(verdict(times(100, true, true), { detectableDropPoints: 3 })).toMatch(
      /^PASS: .*; too small for a drop of 3 points, which 685 predictions would detect with 80 % power; add items/,
    );
    expect(verdict(times(700, true, true), { detectableDropPoints: 3 })).not.toMatch(/too small/);
  });

  test('critical items that are right', () => {
    expect(verdict(times(5, true, true, { critical: true }))).toMatch(/^PASS/);
  });
});

describe('FAIL', () => {
  test('fails when the candidate is worse than the live version', () => {
    expect(verdict([...times(95, true, true), ...times(5, false, true)])).toBe(
      'FAIL: worse than the live version (5 got worse, 0 better, chance 0.031 if it were as good); 95 % of 100 predictions right, ' +
        'live 100 % of 100, enough to detect a drop of 6.06 points with 80 % power',
    );
  });

  test('fails when a critical item is wrong, however many others are right', () => {
    const results = [...times(999, true, true), ...times(1, false, false, { id: 'big', critical: true })];
    expect(verdict(results)).toMatch(/^FAIL: critical predictions that are not right: 1 \(big\); 99\.9 % of 1000/);
  });

  test('fails when a critical item has no answer, even as the only item', () => {
    const one = [result([{ truth: 'label', candidate: 'error', live: 'right' }], { id: 'x', critical: true })];
    expect(verdict(one)).toMatch(/^FAIL: critical .*1 \(x\).*, 1 without a usable answer/);
  });

  test('fails just below the minimum, which rounding would hide', () => {
    const results = [...times(94_999, true), ...times(5_001, false)];
    expect(verdict(results, { minimumScorePercent: 95 }, false)).toMatch(
      /^FAIL: the score must be 95 % at least; 95 % of/,
    );
  });

  test('fails when errors of the candidate make it worse', () => {
    const broken = Array.from({ length: 5 }, () => result([{ truth: 'label', candidate: 'error', live: 'right' }]));
    expect(verdict([...times(95, true, true), ...broken])).toMatch(/^FAIL: worse.*5 without a usable answer/);
  });

  test('fails with every reason that there is', () => {
    const results = [...times(10, true, true), ...times(20, false, true), ...times(1, false, true, { critical: true })];
    expect(verdict(results, { minimumScorePercent: 90 })).toMatch(/^FAIL: critical.*; the score must.*; worse than/);
  });

  test('fails on what is known even when the live version is not to be reached', () => {
    const results = [
      ...times(50, false, true),
      ...Array.from({ length: 50 }, () => result([{ truth: 'label', candidate: 'right', live: 'error' }])),
    ];
    expect(verdict(results)).toMatch(/^FAIL: worse/);
  });
});

describe('INSUFFICIENT_DATA', () => {
  test.each<[string, readonly Result[], Partial<GoldenRules>, boolean, RegExp]>([
    ['nothing was judged', [], {}, true, /0 predictions could be judged, 1 are needed; add items/],
    ['too little was judged', times(9, true, true), { minimumItems: 10 }, true, /9 predictions .*, 10 are needed/],
    [
      'nothing says what is good enough',
      times(9, true),
      {},
      false,
      /no version is live to compare with, and no minimumScore .*; give one/,
    ],
    [
      'a critical item can not be judged',
      [...times(9, true, true), result({ unjudged: 'live-failed' }, { critical: true })],
      { minimumCoveragePercent: 0 },
      true,
      /critical items that could not be judged: 1; say in them what is expected/,
    ],
    [
      'the live version fails too often',
      [
        ...times(90, true, true),
        ...Array.from({ length: 10 }, () => result([{ truth: 'label', candidate: 'right', live: 'error' }])),
      ],
      {},
      true,
      /the live version answered 90 % of the requests, 95 % are needed; look at the live environment/,
    ],
    [
      'the live version fails where its answer is all that is known',
      [
        ...Array.from({ length: 9 }, () => result([{ truth: 'live', candidate: 'right' }])),
        result({ unjudged: 'live-failed' }),
      ],
      { minimumScorePercent: 50 },
      true,
      /the live version answered 90 %.*1 items could not be judged/,
    ],
    [
      'agreement is all that was measured, without a minimum',
      [result([{ truth: 'recorded', candidate: 'right', live: 'right' }])],
      {},
      true,
      /no item says what is expected, and no minimumScore/,
    ],
  ])('when %s', (_, results, rules, isLive, reason) => {
    const text = verdict(results, rules, isLive);
    expect(text).toMatch(/^INSUFFICIENT_DATA: /);
    expect(text).toMatch(reason);
  });
});

test('recorded answers are no proof that a version is worse, nor are failures of the live one that it is better', () => {
  const changed = Array.from({ length: 50 }, () => result([{ truth: 'recorded', candidate: 'wrong', live: 'right' }]));
  expect(verdict(changed, { minimumScorePercent: 0 })).toMatch(/^PASS: 0 % of 50/);
  const rescued = Array.from({ length: 2 }, () => result([{ truth: 'label', candidate: 'right', live: 'error' }]));
  expect(verdict([...times(95, true, true), ...times(5, false, true), ...rescued])).toMatch(/5 got worse, 0 better/);
});

test('the evidence fits into a ledger, whatever the set: ids, counts, the worst slices first, never payloads', () => {
  const results = Array.from({ length: 300 }, (_, index) =>
    times(3, index % 7 !== 0, true, { id: 'x'.repeat(5000), category: `slice-${index}`, critical: true }),
  ).flat();
  const { evidence } = goldenVerdict(RULES, countAll(results), true);
  expect(JSON.stringify(evidence).length).toBeLessThan(20_000);
  expect(evidence).toMatchObject({
    items: 900,
    judged: 900,
    right: 771,
    worse: 129,
    better: 0,
    pairs: 900,
    criticalFailed: 129,
  });
  const slices = Object.values(evidence.slices as Record<string, { scorePercent: number; chanceIfAsGood: number }>);
  expect(slices[0]).toMatchObject({
    judged: 3,
    right: 0,
    scorePercent: 0,
    liveScorePercent: 100,
    chanceIfAsGood: 0.13,
  });
  expect(slices.at(-1)).toMatchObject({ scorePercent: 100 });
});
