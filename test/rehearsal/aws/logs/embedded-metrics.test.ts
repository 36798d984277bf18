import { Metrics } from '../../../../lib/gateway/metrics/metrics';
import { emfLines } from '../../../../lib/gateway/metrics/emf';
import { isMetrics, metricsOf } from '../../../../lib/rehearsal/aws/logs/embedded-metrics';

const ENVIRONMENT = { Model: 'fraud', Environment: 'blue' };
const VERSION = { ...ENVIRONMENT, Version: '1.2' };

/** A line with these metrics and members. */
function line(metrics: readonly object[], members: object, dimensions: readonly (readonly string[])[] = [['Model']]) {
  const directive = { Namespace: 'models', Dimensions: dimensions, Metrics: metrics };
  return JSON.stringify({ _aws: { Timestamp: 1, CloudWatchMetrics: [directive] }, Model: 'fraud', ...members });
}

test("a gateway's line: every metric, of the environment and of the version, per second", () => {
  const metrics = new Metrics();
  metrics.started();
  metrics.answered(500, 12);
  metrics.finished();
  const [text] = emfLines(metrics.take(), { model: 'fraud', environment: 'blue', version: '1.2' }, 5);
  expect(isMetrics(text)).toBe(true);
  const found = metricsOf(text, 60_000);
  const of = (metricName: string) => found.filter((data) => data.metricName === metricName);
  expect(of('Errors')).toEqual(
    [VERSION, ENVIRONMENT].map((dimensions) => ({
      ...{ namespace: 'cdk-model-bluegreen/gateway', metricName: 'Errors', dimensions },
      ...{ at: 60_000, values: [1], storageResolution: 1 },
    })),
  );
  expect(of('Latency')[0]).toMatchObject({ counts: [1] });
  expect(of('Latency')[0].values[0]).toBeCloseTo(12, 0);
});

test('a number, several, and several with how often each was seen', () => {
  const members = { One: 1, Two: [1, 2], Three: { Values: [5], Counts: [9] } };
  const text = line([{ Name: 'One' }, { Name: 'Two' }, { Name: 'Three', StorageResolution: 1 }], members);
  expect(
    metricsOf(text, 0).map(({ values, counts, storageResolution }) => [values, counts, storageResolution]),
  ).toEqual([
    [[1], undefined, 60],
    [[1, 2], undefined, 60],
    [[5], [9], 1],
  ]);
});

test.each([
  ['a text', 'listening on 8000'],
  ['JSON of something else', '{"level":"info"}'],
  ['more than 100 values', line([{ Name: 'Many' }], { Many: Array.from({ length: 101 }, () => 1) })],
  ['a metric that is missing', line([{ Name: 'None' }], {})],
  [
    'more than 100 metrics',
    line(
      Array.from({ length: 101 }, () => ({ Name: 'One' })),
      { One: 1 },
    ),
  ],
  ['a resolution that there is not', line([{ Name: 'One', StorageResolution: 10 }], { One: 1 })],
])('%s has no metrics', (_name, text) => {
  expect(metricsOf(text, 0)).toEqual([]);
});
