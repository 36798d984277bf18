import { freezeLatencyThresholds } from '../../../lib/core/judge/latency-thresholds';
import { LoadHistogram } from '../../../lib/core/load/histogram';

const MILLISECONDS: Readonly<Record<number, number>> = { 0.9: 80, 0.99: 200 };

function observed(requests: number) {
  return { requests, quantile: (q: number) => MILLISECONDS[q] };
}

function named(thresholds: ReturnType<typeof freezeLatencyThresholds>) {
  return thresholds.map(({ above, guardrail: { name } }) => [name, above]);
}

test('p90 and p99 of the live version, beside the objective', () => {
  const thresholds = freezeLatencyThresholds(observed(1_000), 250);
  expect(named(thresholds)).toEqual([
    ['slow-slo', 250],
    ['slow-p90', 80],
    ['slow-p99', 200],
  ]);
  expect(thresholds.map(({ guardrail }) => [guardrail.badRatio, guardrail.ceiling])).toEqual([
    [2, 0.01],
    [1.5, 0],
    [2, 0.02],
  ]);
});

test('of fewer than 1,000 answers only the objective is left, and without one nothing', () => {
  expect(named(freezeLatencyThresholds(observed(999), 250))).toEqual([['slow-slo', 250]]);
  expect(freezeLatencyThresholds(observed(999))).toEqual([]);
});

test('equal thresholds count once, unknown ones not at all', () => {
  expect(named(freezeLatencyThresholds({ requests: 5_000, quantile: () => 100 }, 100))).toEqual([['slow-slo', 100]]);
  expect(freezeLatencyThresholds({ requests: 5_000, quantile: () => undefined })).toEqual([]);
});

test('a histogram of a load test will do, and a tolerance is passed on', () => {
  const histogram = new LoadHistogram();
  for (let value = 1; value <= 2_000; value++) histogram.add(value);
  const [p90] = freezeLatencyThresholds(
    { requests: histogram.count, quantile: (q) => histogram.quantile(q) },
    undefined,
    1,
  );
  expect(p90.above).toBeCloseTo(1_800, -2);
  expect(p90.guardrail.tolerance).toBe(1);
});
