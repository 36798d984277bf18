import { Batch, Guardrail, JudgeSettings, JudgeState } from '../../../lib/contract/judge';
import { guardrail, judgeSettings } from '../../../lib/core/judge/guardrail';
import { judge, neverMeasured } from '../../../lib/core/judge/judge';
import { readBatches, readBins, startJudging } from '../../../lib/core/judge/state';
import { batch, bins, minutesOf } from './batches';

const ERRORS = guardrail({ name: 'errors', kind: 'errors' });
const SLOW = guardrail({ name: 'slow', kind: 'latency' });
const DRIFT = guardrail({ name: 'drift', kind: 'drift' });

const GOOD = [0, 300, 0, 300] as const;
const GOOD_SLOW = [30, 300, 30, 300] as const;
const BAD = [15, 300, 3, 300] as const;

function read(all: readonly (readonly [Guardrail, readonly Batch[]])[]): JudgeState {
  return all.reduce((state, [rule, batches]) => readBatches(state, rule, batches), startJudging(0));
}

/** A look when the last of so many minutes has settled. */
function look(
  state: JudgeState,
  minutes: number,
  settings: Partial<JudgeSettings> = {},
  rules: readonly Guardrail[] = [ERRORS],
) {
  return judge(judgeSettings(settings), rules, state, minutes * 60 + 120);
}

describe('PASS', () => {
  test('a version without errors is promoted by the ceiling', () => {
    const result = look(read([[ERRORS, minutesOf(0, 5, [...GOOD])]]), 5);
    expect(result).toMatchObject({ verdict: 'PASS', action: 'promote', inconclusive: false });
    expect(result.reason).toMatch(
      /^not bad by any guardrail: errors: 0 of 1500 \(0 %\) against 0 of 1500 \(0 %\).*logESafe/,
    );
  });

  test('a version with as many errors as the live one is promoted by the ratio, however many that are', () => {
    const result = look(read([[ERRORS, minutesOf(0, 6, [30, 300, 30, 300])]]), 6);
    expect(result.verdict).toBe('PASS');
    expect(result.guardrails[0].ratio).toBe(1);
  });

  test('every guardrail has to pass', () => {
    const state = read([
      [ERRORS, minutesOf(0, 10, [...GOOD])],
      [SLOW, minutesOf(0, 10, [2, 300, 2, 300])],
    ]);
    const result = look(state, 10, {}, [ERRORS, SLOW]);
    expect(result).toMatchObject({ verdict: 'INSUFFICIENT_DATA', action: 'hold' });
    expect(result.reason).toMatch(/^not decided yet: not yet shown to be good \(from 3.00\): slow: 20 of 3000/);
  });

  test('one that only rolls back is not waited for, but has to be measured', () => {
    const promoted = read([[ERRORS, minutesOf(0, 5, [...GOOD])]]);
    expect(look(promoted, 5, {}, [ERRORS, DRIFT])).toMatchObject({
      verdict: 'INSUFFICIENT_DATA',
      neverMeasured: ['drift'],
    });
    const measured = readBins(
      promoted,
      DRIFT,
      [0, 1, 2, 3, 4].map((minute) => bins(minute, [30, 30], [30, 30])),
    );
    expect(look(measured, 5, {}, [ERRORS, DRIFT]).verdict).toBe('PASS');
  });

  test('waits for the minimum of requests', () => {
    const state = read([[ERRORS, minutesOf(0, 5, [...GOOD])]]);
    const result = look(state, 5, { minimumRequests: 1_501 });
    expect(result.verdict).toBe('INSUFFICIENT_DATA');
    expect(result.reason).toContain(
      'each guardrail needs 1501 requests of the new version in minutes in which both had some, got errors 1500',
    );
  });

  test.each([
    ['the live version had none', [0, 300, 0, 0] as const],
    ['the new version had none', [0, 0, 0, 300] as const],
  ])('never comes of minutes in which %s', (_, counts) => {
    const alone = read([[ERRORS, minutesOf(0, 20, [...counts])]]);
    expect(look(alone, 20).verdict).toBe('INSUFFICIENT_DATA');
    const shared = readBatches(alone, ERRORS, minutesOf(20, 1, [0, 100, 0, 99]));
    expect(look(shared, 21)).toMatchObject({
      verdict: 'INSUFFICIENT_DATA',
      reason: expect.stringContaining(
        'needs 100 requests of the live version in minutes in which both had some, got errors 99',
      ),
    });
  });

  test('stays when the live version has no traffic any more', () => {
    const proven = read([[ERRORS, minutesOf(0, 5, [...GOOD])]]);
    expect(look(readBatches(proven, ERRORS, minutesOf(5, 30, [0, 300, 0, 0])), 35).verdict).toBe('PASS');
  });

  test('fails to come of predictions of the new version alone', () => {
    const alone = readBins(read([[ERRORS, minutesOf(0, 5, [...GOOD])]]), DRIFT, [
      { minute: 240, control: [0, 0], experiment: [500, 0] },
    ]);
    expect(look(alone, 5, {}, [ERRORS, DRIFT])).toMatchObject({
      verdict: 'INSUFFICIENT_DATA',
      reason: expect.stringContaining('requests of the live version in minutes in which both had some, got drift 0'),
    });
  });

  test('waits for what could not be read at this look, and calls its traffic not stopped', () => {
    const proven = read([[ERRORS, minutesOf(0, 5, [...GOOD])]]);
    const unread = judge(judgeSettings({ onInconclusive: 'promote' }), [ERRORS], proven, 3_599, {
      unmeasured: ['errors'],
    });
    expect(unread).toMatchObject({ verdict: 'INSUFFICIENT_DATA', action: 'hold', stale: [] });
    const over = judge(judgeSettings({ onInconclusive: 'promote' }), [ERRORS], proven, 3_600, {
      unmeasured: ['errors'],
    });
    expect(over).toMatchObject({ verdict: 'INSUFFICIENT_DATA', action: 'rollback' });
  });
});

/** Equal versions: both have 0.3 %, then 2 % while the new one has half of the traffic. */
test('a rise of both while the split changes is no difference, and the words say how the ratio was made', () => {
  const calm = minutesOf(0, 20, [3, 1_000, 57, 19_000]);
  const state = read([[ERRORS, [...calm, ...minutesOf(20, 20, [200, 10_000, 200, 10_000])]]]);
  const result = look(state, 40);
  const [{ ratio, experimentRate, controlRate }] = result.guardrails;
  expect(ratio).toBeCloseTo(1, 2);
  expect((experimentRate ?? 0) / (controlRate ?? 1)).toBeGreaterThan(1.8);
  expect(result).toMatchObject({ verdict: 'PASS', reason: expect.stringContaining('%), 1 times minute by minute') });
});

test('a minute of one side alone is in its rate and not in the ratio', () => {
  const alone = minutesOf(5, 5, [300, 300, 0, 0]);
  const [{ ratio }] = look(read([[ERRORS, [...minutesOf(0, 5, [3, 300, 3, 300]), ...alone]]]), 10).guardrails;
  expect(ratio).toBe(1);
});

describe('FAIL', () => {
  test('a version with five times the errors goes back, with the numbers', () => {
    const result = look(read([[ERRORS, minutesOf(0, 2, [...BAD])]]), 2);
    expect(result).toMatchObject({ verdict: 'FAIL', action: 'rollback' });
    expect(result.reason).toMatch(
      /^worse than the live version: errors: 30 of 600 \(5 %\) against 6 of 600 \(1 %\), 5 times/,
    );
  });

  test('is said even when time is over, and whatever onInconclusive is', () => {
    const state = read([[ERRORS, minutesOf(0, 2, [...BAD])]]);
    expect(look(state, 100, { onInconclusive: 'promote' })).toMatchObject({ verdict: 'FAIL', action: 'rollback' });
  });

  test('one bad guardrail of many is enough, a little later', () => {
    const others = ['a', 'b', 'c'].map((name) => guardrail({ name, kind: 'latency', weight: 1 }));
    const state = read([
      [ERRORS, minutesOf(0, 3, [...BAD])],
      ...others.map((rule) => [rule, minutesOf(0, 3, [...GOOD_SLOW])] as const),
    ]);
    const result = look(state, 3, {}, [ERRORS, ...others]);
    expect(result.verdict).toBe('FAIL');
    expect(result.logE).toBeCloseTo(result.guardrails[0].logE - Math.log(4), 3);
  });

  test('weights share the evidence out', () => {
    const heavy = guardrail({ ...ERRORS, weight: 3 });
    const state = read([
      [heavy, minutesOf(0, 2, [...BAD])],
      [SLOW, minutesOf(0, 2, [...GOOD_SLOW])],
    ]);
    const result = look(state, 2, {}, [heavy, SLOW]);
    expect(result.logE).toBeCloseTo(result.guardrails[0].logE + Math.log(3 / 3.5), 3); // latency has half a weight
  });

  test('below the floor no ratio is bad: 0.05 % is good whatever the live version has', () => {
    const counts = [2, 4_000, 0, 36_000] as const;
    const result = look(read([[ERRORS, minutesOf(0, 5, [...counts])]]), 5);
    expect(result.verdict).not.toBe('FAIL');
    const without = guardrail({ ...ERRORS, floor: 0 });
    expect(look(read([[without, minutesOf(0, 5, [...counts])]]), 5, {}, [without]).verdict).toBe('FAIL');
  });

  test('four events do not decide, five do', () => {
    const strict = guardrail({ ...ERRORS, tolerance: 1, floor: 0 });
    const four = read([[strict, minutesOf(0, 4, [1, 10, 0, 90])]]);
    expect(look(four, 4, {}, [strict])).toMatchObject({ verdict: 'INSUFFICIENT_DATA', logE: 0 });
    const five = readBatches(four, strict, [batch(4, 1, 10, 0, 90)]);
    expect(look(five, 5, {}, [strict]).verdict).toBe('FAIL');
  });

  test('a bin that became four times as frequent is drift, and is named', () => {
    const state = readBins(
      read([[ERRORS, minutesOf(0, 10, [...GOOD])]]),
      DRIFT,
      Array.from({ length: 10 }, (_, minute) => bins(minute, [35, 33, 32], [45, 45, 10])),
    );
    const result = look(state, 10, {}, [ERRORS, DRIFT]);
    expect(result).toMatchObject({ verdict: 'FAIL', action: 'rollback' });
    expect(result.guardrails[1]).toMatchObject({ worstBin: 2, controlRate: 0.1, experimentRate: 0.32 });
    expect(result.reason).toContain('drift in bin 2: 320 of 1000 (32 %) against 100 of 1000 (10 %), 3.2 times');
  });

  /** What users of Kayenta reported to have passed there: each is worse. */
  test.each([
    ['3 of 100 against nothing in ten minutes', minutesOf(0, 10, [3, 100, 0, 100])],
    ['7 errors in 25 minutes against none, at a tenth', minutesOf(0, 25, [7, 250, 0, 2_250])],
  ])('%s', (_, minutes) => {
    expect(look(read([[ERRORS, minutes]]), 25).verdict).toBe('FAIL');
  });
});

describe('nothing is proven', () => {
  const quiet = minutesOf(0, 60, [3, 300, 2, 300]);
  const state = read([[SLOW, quiet]]);
  const at = (minutes: number, settings: Partial<JudgeSettings> = {}) => look(state, minutes, settings, [SLOW]);

  test('is held until the time is over', () => {
    expect(at(57)).toMatchObject({ verdict: 'INSUFFICIENT_DATA', action: 'hold', inconclusive: false });
  });

  test.each([
    [
      'rollback',
      'rollback',
      /^nothing is proven, and maxDuration \(3600 s\) is over: .*; rolled back, as onInconclusive declares$/,
    ],
    ['manual', 'hold', /somebody has to promote it or roll it back/],
    ['promote', 'promote', /promoted unproven, as onInconclusive declares$/],
  ] as const)('then onInconclusive %s does %s', (onInconclusive, action, reason) => {
    const result = at(60, { onInconclusive });
    expect(result).toMatchObject({ verdict: 'INSUFFICIENT_DATA', action, inconclusive: true });
    expect(result.reason).toMatch(reason);
  });

  test('promote needs the minimum of requests', () => {
    const result = at(60, { onInconclusive: 'promote', minimumRequests: 20_000 });
    expect(result).toMatchObject({ action: 'rollback', inconclusive: true });
    expect(result.reason).toContain('rolled back although onInconclusive is promote');
  });
});

describe('no data', () => {
  test('a guardrail that nothing was ever counted for is named', () => {
    const state = read([
      [ERRORS, minutesOf(0, 3, [...GOOD])],
      [SLOW, minutesOf(0, 3, [0, 0, 0, 0])],
    ]);
    expect(neverMeasured([ERRORS, SLOW, DRIFT], state)).toEqual(['slow', 'drift']);
    const result = look(state, 3, {}, [ERRORS, SLOW]);
    expect(result).toMatchObject({ action: 'hold', neverMeasured: ['slow'] });
    expect(result.reason).toContain('no data ever came for slow: look at the names of the metrics');
  });

  test('traffic that stops is inconclusive after ten minutes, and never promoted', () => {
    const state = read([[SLOW, minutesOf(0, 3, [3, 300, 2, 300])]]);
    expect(look(state, 12, {}, [SLOW])).toMatchObject({ action: 'hold', inconclusive: false, stale: [] });
    const stale = look(state, 13, {}, [SLOW]);
    expect(stale).toMatchObject({ action: 'rollback', inconclusive: true, stale: ['slow'] });
    expect(stale.reason).toMatch(
      /^the traffic of the new version has stopped: no request of the new version for 10 minutes in slow/,
    );
    expect(look(state, 13, { onInconclusive: 'promote' }, [SLOW]).action).toBe('hold');
    expect(look(state, 60, { onInconclusive: 'promote' }, [SLOW]).action).toBe('rollback');
    expect(look(state, 60, { onInconclusive: 'manual' }, [SLOW])).toMatchObject({ action: 'hold', inconclusive: true });
  });

  test('a version that was proven good but lost its traffic since is not promoted', () => {
    const state = read([[ERRORS, minutesOf(0, 5, [...GOOD])]]);
    expect(look(state, 5).action).toBe('promote');
    expect(look(state, 20).action).toBe('rollback');
  });

  test('nothing at all, with every rule, at any time: no promotion', () => {
    for (const onInconclusive of ['rollback', 'manual', 'promote'] as const) {
      for (const minutes of [0, 10, 60, 600]) {
        expect(look(startJudging(0), minutes, { onInconclusive }, [ERRORS, SLOW, DRIFT]).action).not.toBe('promote');
      }
    }
  });
});

describe('rules that can not be judged', () => {
  test('fails when nothing could ever be promoted', () => {
    expect(() => look(startJudging(0), 1, {}, [DRIFT])).toThrow('nothing could ever be promoted');
  });

  test('fails when two guardrails have one name', () => {
    expect(() => look(startJudging(0), 1, {}, [ERRORS, ERRORS])).toThrow('names of their own, got errors twice');
  });
});
