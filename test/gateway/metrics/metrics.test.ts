import { GatewayError } from '../../../lib/contract/gateway';
import { Metrics } from '../../../lib/gateway/metrics/metrics';

test.each([
  [200, {}],
  [304, {}],
  [404, { ClientErrors: 1 }],
  [429, { ClientErrors: 1 }],
  [500, { Errors: 1, ModelErrors: 1 }],
  [503, { Errors: 1, ModelErrors: 1 }],
])('an answer with %i counts as %p', (status, expected) => {
  const metrics = new Metrics();
  metrics.answered(status, 1);
  const counted = Object.fromEntries(Object.entries(metrics.take().counts).filter(([, count]) => count > 0));
  expect(counted).toEqual(expected);
});

test.each<[GatewayError, object]>([
  ['unreachable', { Errors: 1, Unreachable: 1 }],
  ['cut-off', { Errors: 1, CutOff: 1 }],
  ['invalid-answer', { Errors: 1, InvalidAnswers: 1 }],
  ['timeout', { Errors: 1, Timeouts: 1 }],
  ['overloaded', { Errors: 1, Overloaded: 1 }],
  ['refused', { Errors: 0, Refused: 1 }],
])('%s counts as %p', (reason, expected) => {
  const metrics = new Metrics();
  metrics.turnedAway(reason);
  expect(metrics.take().counts).toMatchObject({ Requests: 1, ...expected });
});

test('a request is one error at most, though its 500 is cut off', () => {
  const metrics = new Metrics();
  metrics.answered(500, 1);
  metrics.failed('cut-off', 500);
  metrics.answered(200, 1);
  metrics.failed('cut-off', 200);
  expect(metrics.take().counts).toMatchObject({ Errors: 2, ModelErrors: 1, CutOff: 2 });
});

test('answers slower than each threshold are counted exactly', () => {
  const metrics = new Metrics();
  metrics.setThresholds([100, 250.5]);
  for (const latency of [99, 100, 100.01, 250.5, 250.6, 9_999]) metrics.answered(200, latency);
  expect(metrics.take().slow).toEqual({ LatencyOver100ms: 4, 'LatencyOver250.5ms': 2 });
  expect(metrics.take().slow).toEqual({ LatencyOver100ms: 0, 'LatencyOver250.5ms': 0 });
});

test('the same thresholds again forget nothing, others start from zero', () => {
  const metrics = new Metrics();
  metrics.setThresholds([100]);
  metrics.answered(200, 200);
  metrics.setThresholds([100]);
  expect(metrics.take().slow).toEqual({ LatencyOver100ms: 1 });
  metrics.answered(200, 200);
  metrics.setThresholds([150]);
  expect(metrics.take().slow).toEqual({ LatencyOver150ms: 0 });
});

test('the most requests at once are told for each second, those that go on included', () => {
  const metrics = new Metrics();
  metrics.started();
  metrics.started();
  metrics.finished();
  expect(metrics.take().mostInFlight).toBe(2);
  expect(metrics.take().mostInFlight).toBe(1);
  metrics.finished();
  expect(metrics.inFlight).toBe(0);
});
