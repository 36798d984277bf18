import fc from 'fast-check';
import { LoadRules } from '../../../lib/contract/load';
import { LEAD_SECONDS, loadPlan, schedulesOf } from '../../../lib/core/load/plan';
import { dueAfterMs, placeOf, requestsOfStage, requestsOfWorker } from '../../../lib/core/load/schedule';
import { COMPARISON, RULES } from './rules';

test('the stages rise to the peak, after a warm-up of which nothing is kept', () => {
  expect(loadPlan({ ...RULES, beyondPeak: true }).stages).toEqual([
    { name: 'warm-up', use: 'discarded', rps: 10, seconds: 60, workers: 1, requests: 600 },
    { name: '25 %', use: 'measured', rps: 25, seconds: 120, workers: 1, requests: 3_000 },
    { name: '50 %', use: 'measured', rps: 50, seconds: 120, workers: 1, requests: 6_000 },
    { name: '75 %', use: 'measured', rps: 75, seconds: 120, workers: 2, requests: 9_000 },
    { name: '100 %', use: 'verdict', rps: 100, seconds: 120, workers: 2, requests: 12_000 },
    { name: '125 %', use: 'informational', rps: 125, seconds: 60, workers: 3, requests: 7_500 },
  ]);
});

test('nothing is sent beyond the peak unless it is allowed', () => {
  const plan = loadPlan({ ...RULES, comparison: COMPARISON });
  expect(Math.max(...[...plan.stages, ...plan.blocks].map(({ rps }) => rps))).toBe(100);
});

test('time, requests and cost are those of all parts', () => {
  const plan = loadPlan(RULES, { usdPerGbSecond: 0.00002, usdPerRequest: 0 });
  expect(plan.requests).toBe(30_600);
  expect(plan.seconds).toBe(60 + 4 * 120 + 5 * (LEAD_SECONDS + 10));
  // workers × seconds: 1 × 100, 1 × 160, 1 × 160, 2 × 160, 2 × 160
  expect(plan.usd).toBeCloseTo(1_060 * (1_769 / 1_024) * 0.00002, 9);
  expect(plan.workers).toBe(2);
  expect(plan.maxInFlight).toBe(501);
});

test('a worker has no more requests under way than a function has sockets for', () => {
  expect(loadPlan({ ...RULES, timeoutMs: 60_000 }).maxInFlight).toBe(900);
});

test('a comparison starts with the live version alone and takes turns like ABBA', () => {
  const { blocks } = loadPlan({ ...RULES, comparison: COMPARISON });
  expect(blocks).toHaveLength(17);
  expect(blocks[0]).toEqual({ side: 'live', rps: 10, seconds: 60, workers: 1, requests: 600 });
  expect(blocks.slice(1, 6).map(({ side, pair }) => `${pair} ${side}`)).toEqual([
    '0 live',
    '0 candidate',
    '1 candidate',
    '1 live',
    '2 live',
  ]);
  expect(new Set(blocks.slice(1).map(({ requests }) => requests))).toEqual(new Set([150]));
});

test.each<[string, Partial<LoadRules>, string]>([
  ['no peak', { peakRps: 0 }, 'peakRps must be above 0 and up to 100000, got 0; give'],
  ['a peak that is no number', { peakRps: NaN }, 'peakRps must be above 0 and up to 100000, got NaN'],
  ['no capacity', { capacityRps: 0 }, 'capacityRps must be more than 0, got 0; leave it out'],
  ['a stage that is too long', { stageSeconds: 601 }, 'stageSeconds must be a whole number from 5 to 600, got 601'],
  ['a busy worker', { rpsPerWorker: 501 }, 'rpsPerWorker must be above 0 and up to 500, got 501; let more workers'],
  ['a long timeout', { timeoutMs: 60_001 }, 'timeoutMs must be a whole number from 1 to 60000, got 60001'],
  [
    'a limit beyond the timeout',
    { limits: { p90Ms: 10_001, maxErrorPercent: 1 } },
    'limits.p90Ms must be above 0 and up to 10000, got 10001; a slower answer fails at timeoutMs',
  ],
  [
    'limits that fall',
    { limits: { p50Ms: 100, p99Ms: 50, maxErrorPercent: 1 } },
    'limits.p99Ms must not be below limits.p50Ms (100), got 50; exchange them',
  ],
  [
    'all errors allowed',
    { limits: { maxErrorPercent: 100 } },
    'limits.maxErrorPercent must be 0 or more and less than',
  ],
  [
    'a stage beyond the capacity',
    { capacityRps: 80 },
    'stage 100 % must stay within the declared capacity of 80 requests a second, got 100; raise the capacity',
  ],
  [
    'a last stage beyond the capacity',
    { capacityRps: 110, beyondPeak: true },
    'stage 125 % must stay within the declared capacity of 110 requests a second, got 125; leave beyondPeak out',
  ],
  ['too many workers', { peakRps: 20_000 }, 'stage 100 % must need 200 workers at most, got 400; raise rpsPerWorker'],
  [
    'too few requests for a p99',
    { peakRps: 20 },
    'limits.p99Ms must have 10000 requests in stage 100 %, got 2400; raise stageSeconds to 500 (600 at most), or leave',
  ],
  [
    'a stage of one request',
    { peakRps: 0.01, limits: { maxErrorPercent: 1 } },
    'stage 100 % must send 100 requests at least, got 2; raise stageSeconds to 10000 (600 at most), or use a smoke',
  ],
  [
    'much load on the live environment',
    { comparison: { ...COMPARISON, sharePercent: 11 } },
    'comparison.sharePercent must be above 0 and up to 10, got 11; the live environment has its callers besides',
  ],
  ['few pairs', { comparison: { ...COMPARISON, pairs: 2 } }, 'comparison.pairs must be a whole number from 4 to 40'],
  ['odd pairs', { comparison: { ...COMPARISON, pairs: 9 } }, 'comparison.pairs must be even, got 9; live, idle, idle'],
  [
    'short blocks',
    { comparison: { ...COMPARISON, blockSeconds: 4 } },
    'comparison.blockSeconds must be a whole number',
  ],
  [
    'too few requests to compare',
    { comparison: { ...COMPARISON, pairs: 4 } },
    'comparison must send 1000 requests to each environment at least, got 600; raise sharePercent, pairs or',
  ],
])('fails for %s', (_what, rules, message) => {
  expect(() => loadPlan({ ...RULES, ...rules })).toThrow(message);
});

test('fails with all that is wrong at once', () => {
  expect(() => loadPlan({ ...RULES, peakRps: -1, timeoutMs: 0 })).toThrow(/invalid load test: peakRps .*; timeoutMs /);
});

test('workers share every request of a stage among them, each at its time', () => {
  const stage = fc.record({
    rps: fc.double({ min: 0.1, max: 200, noNaN: true }),
    seconds: fc.integer({ min: 1, max: 20 }),
    workers: fc.integer({ min: 1, max: 12 }),
  });
  fc.assert(
    fc.property(stage, (of) => {
      const sent = schedulesOf(of, 0).flatMap((schedule) =>
        Array.from({ length: requestsOfWorker(schedule) }, (_, k) => ({
          place: placeOf(schedule, k),
          dueMs: dueAfterMs(schedule, k),
        })),
      );
      sent.sort((one, other) => one.place - other.place);
      expect(sent.map(({ place }) => place)).toEqual(Array.from({ length: requestsOfStage(of) }, (_, place) => place));
      sent.forEach(({ place, dueMs }) => expect(dueMs).toBeCloseTo((place * 1000) / of.rps, 6));
      expect(sent.at(-1)?.dueMs).toBeLessThan(of.seconds * 1000);
    }),
  );
});
