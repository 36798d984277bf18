import { emfLines } from '../../../lib/gateway/metrics/emf';
import { Metrics } from '../../../lib/gateway/metrics/metrics';

const OF = { model: 'fraud', environment: 'blue', version: '1.2' };

function line(metrics: Metrics): Record<string, any> {
  const [text] = emfLines(metrics.take(), OF, 1_700_000_000_000);
  expect(text).not.toContain('\n');
  return JSON.parse(text) as Record<string, any>;
}

test('a quiet second tells that there were no requests and no errors', () => {
  expect(line(new Metrics())).toEqual({
    _aws: {
      Timestamp: 1_700_000_000_000,
      CloudWatchMetrics: [
        {
          Namespace: 'cdk-model-bluegreen/gateway',
          Dimensions: [
            ['Model', 'Environment', 'Version'],
            ['Model', 'Environment'],
          ],
          Metrics: ['Requests', 'Errors', 'InFlight'].map((Name) => ({ Name, Unit: 'Count', StorageResolution: 1 })),
        },
      ],
    },
    Model: 'fraud',
    Environment: 'blue',
    Version: '1.2',
    Requests: 0,
    Errors: 0,
    InFlight: 0,
  });
});

test('what happened is told, with the latencies as values and counts', () => {
  const metrics = new Metrics();
  metrics.setThresholds([50]);
  metrics.started();
  metrics.answered(500, 20);
  metrics.finished();
  metrics.count('Mirrored');
  const told = line(metrics);
  expect(told).toMatchObject({ Requests: 1, Errors: 1, ModelErrors: 1, Mirrored: 1, LatencyOver50ms: 0, InFlight: 1 });
  expect(told.Latency).toEqual({ Values: [expect.any(Number)], Counts: [1], Min: 20, Max: 20, Sum: 20, Count: 1 });
  expect(told._aws.CloudWatchMetrics[0].Metrics).toContainEqual({
    Name: 'Latency',
    Unit: 'Milliseconds',
    StorageResolution: 1,
  });
});

test('what was counted apart has a line for each slice, without the version', () => {
  const metrics = new Metrics();
  metrics.count('Agree', 'DE');
  metrics.count('Agree', 'DE');
  metrics.count('Disagree', 'other');
  metrics.count('Agree');
  const [all, ...apart] = emfLines(metrics.take(), OF, 5).map((text) => JSON.parse(text) as Record<string, any>);
  expect(all).toMatchObject({ Agree: 3, Disagree: 1 });
  expect(all).not.toHaveProperty('Slice');
  expect(apart).toMatchObject([
    { Model: 'fraud', Environment: 'blue', Slice: 'DE', Agree: 2 },
    { Model: 'fraud', Environment: 'blue', Slice: 'other', Disagree: 1 },
  ]);
  expect(apart[0]._aws).toEqual({
    Timestamp: 5,
    CloudWatchMetrics: [
      {
        Namespace: 'cdk-model-bluegreen/gateway',
        Dimensions: [['Model', 'Environment', 'Slice']],
        Metrics: [{ Name: 'Agree', Unit: 'Count', StorageResolution: 1 }],
      },
    ],
  });
  expect(emfLines(metrics.take(), OF, 6)).toHaveLength(1); // starts over
});

test('every metric of the directive has its value, and nothing exceeds the limits of the format', () => {
  const metrics = new Metrics();
  metrics.setThresholds([1, 2, 3, 4, 5]);
  for (let index = 0; index < 5_000; index += 1) metrics.answered(200, 0.02 * 1.005 ** index);
  for (const name of Object.keys(new Metrics().take().counts)) metrics.count(name as 'Requests');
  const told = line(metrics);
  const [directive] = told._aws.CloudWatchMetrics as { Metrics: { Name: string }[]; Dimensions: string[][] }[];
  for (const { Name } of directive.Metrics) expect(told).toHaveProperty([Name]);
  for (const name of directive.Dimensions.flat()) expect(told).toHaveProperty([name]);
  expect(directive.Metrics.length).toBeLessThanOrEqual(100);
  expect(told.Latency.Values.length).toBeLessThanOrEqual(100);
  expect(JSON.stringify(told).length).toBeLessThan(8 * 1024);
});
