import fc from 'fast-check';
import { WarmUpSpec } from '../../lib/contract';
import { isSteady, nextWindow, warmUpVerdict, WarmUpWindow, windowOf } from '../../lib/core/warm-up';

const SPEC: WarmUpSpec = {
  kind: 'warm-up',
  name: 'warm-up',
  requests: [{ method: 'GET', path: '/' }],
  count: 50,
  concurrency: 4,
  untilSteady: true,
  maxSeconds: 60,
  timeoutMs: 1000,
};
const EXACT: WarmUpSpec = { ...SPEC, untilSteady: false };
const window = (p50Ms: number, members: Partial<WarmUpWindow> = {}): WarmUpWindow => ({
  sent: 20,
  failed: 0,
  p50Ms,
  ...members,
});
const windows = (...medians: number[]) => medians.map((median) => window(median));

describe('the next window', () => {
  test.each<[string, WarmUpSpec, WarmUpWindow[], number, number]>([
    ['a median needs answers, however few are under way', SPEC, [], 0, 20],
    ['many concurrent requests have five rounds', { ...SPEC, concurrency: 10 }, [], 0, 50],
    ['a whole window, also for the rest of the count', EXACT, windows(9, 8), 1, 20],
    ['none beyond the count, when that is all', EXACT, windows(9, 5, 3), 1, 0],
    ['more than the count while answers get faster', SPEC, windows(9, 5, 3), 1, 20],
    ['none beyond the count once they do not', SPEC, windows(9, 3, 3, 3), 1, 0],
    ['the count first, however steady they are', { ...SPEC, count: 100 }, windows(3, 3, 3), 1, 20],
    ['none when the time is over', SPEC, windows(9, 5), 60, 0],
  ])('%s', (_name, spec, before, elapsed, size) => {
    expect(nextWindow(spec, before, elapsed)).toBe(size);
  });

  test('a warm-up of a count ends with the window that reaches it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 50 }), (count, concurrency) => {
        const sent: WarmUpWindow[] = [];
        for (let size; (size = nextWindow({ ...EXACT, count, concurrency }, sent, 0)) > 0;) {
          sent.push(window(1, { sent: size }));
        }
        const total = sent.reduce((sum, each) => sum + each.sent, 0);
        expect(total).toBeGreaterThanOrEqual(count);
        expect(total - sent[0].sent).toBeLessThan(count);
      }),
    );
  });
});

test.each<[boolean, number[]]>([
  [false, [5, 5]],
  [true, [5, 5, 5]],
  [false, [5, 5, 4]],
  [false, [5, 4, 5]],
  [true, [5, 4.5, 4.6]],
  [true, [9, 3, 4, 5]],
])('it is %s that %j is steady', (expected, medians) => {
  expect(isSteady(windows(...medians))).toBe(expected);
});

test('a window knows its median and its first failure', () => {
  expect(windowOf([{ latencyMs: 3 }, { latencyMs: 1.26, failure: 'status 503' }, { latencyMs: 1 }])).toEqual({
    sent: 3,
    failed: 1,
    firstFailure: 'status 503',
    p50Ms: 1.3,
  });
  expect(windowOf([{ latencyMs: 1 }, { latencyMs: 2 }]).p50Ms).toBe(1);
});

describe('the verdict', () => {
  const early = window(90, { failed: 12, firstFailure: 'status 503' });

  test('passes with failures that a cold model had, and says so', () => {
    expect(warmUpVerdict(SPEC, [early, ...windows(3, 3, 3)])).toEqual({
      check: 'warm-up',
      status: 'PASS',
      reason: '80 requests sent, 12 failed, none of the last 20; median 90 ms at first, 3 ms at last',
      evidence: { sent: 80, failed: 12, firstP50Ms: 90, lastP50Ms: 3, steady: true },
    });
  });

  test('passes when answers were still getting faster at the end, and says so', () => {
    const verdict = warmUpVerdict(SPEC, windows(9, 6, 3));
    expect(verdict).toMatchObject({ status: 'PASS', evidence: { steady: false } });
    expect(verdict.reason).toMatch(/still getting faster after 60 s$/);
  });

  test('fails when one of the last requests failed', () => {
    const last = window(3, { failed: 1, firstFailure: 'status 500' });
    expect(warmUpVerdict(SPEC, [early, ...windows(3), last])).toMatchObject({
      status: 'FAIL',
      reason: 'of 60 requests 1 of the last 20 failed; the first of them: status 500',
    });
  });

  test('fails on what came before a window that the end of the time cut short', () => {
    const bad = window(3, { failed: 20, firstFailure: 'status 503' });
    const short = window(3, { sent: 3 });
    expect(warmUpVerdict({ ...SPEC, count: 20 }, [bad, bad, short])).toMatchObject({
      status: 'FAIL',
      reason: 'of 43 requests 20 of the last 23 failed; the first of them: status 503',
    });
  });

  test.each<[string, WarmUpWindow[], string]>([
    ['less than a window was sent', [window(3, { sent: 3 })], '3 of 50 requests were sent within 60 s'],
    ['nothing was sent', [], 'no request was sent'],
    ['fewer than asked for were sent', windows(900, 900), '40 of 50 requests were sent within 60 s'],
  ])('has insufficient data when %s', (_name, sent, reason) => {
    expect(warmUpVerdict(SPEC, sent)).toMatchObject({ status: 'INSUFFICIENT_DATA', reason });
  });
});
