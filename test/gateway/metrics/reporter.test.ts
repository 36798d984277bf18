import { LineWriter } from '../../../lib/gateway/log/line-writer';
import { Metrics } from '../../../lib/gateway/metrics/metrics';
import { MetricsReporter } from '../../../lib/gateway/metrics/reporter';

afterEach(() => jest.useRealTimers());

function reporter() {
  jest.useFakeTimers();
  const stream = {
    writableLength: 0,
    written: [] as string[],
    write: (text: string) => stream.written.push(text) > 0,
    on: () => stream,
  };
  const metrics = new Metrics();
  const of = { model: 'fraud', environment: 'blue', version: '1.2' };
  const requests = () => stream.written.map((line) => (JSON.parse(line) as { Requests: number }).Requests);
  const made = new MetricsReporter(
    metrics,
    new LineWriter(stream),
    () => of,
    () => 0,
    1_000,
  );
  return { stream, metrics, requests, reporter: made };
}

test('a line each second, and the rest at the end', () => {
  const { metrics, requests, ...made } = reporter();
  made.reporter.start();
  metrics.finished();
  jest.advanceTimersByTime(2_000);
  metrics.finished();
  made.reporter.stop();
  jest.advanceTimersByTime(5_000);
  expect(requests()).toEqual([1, 0, 1]);
});

test('while nobody reads, counts go on and are told later', () => {
  const { stream, metrics, requests, ...made } = reporter();
  made.reporter.start();
  stream.writableLength = 300_000;
  for (let second = 0; second < 3; second += 1) {
    metrics.finished();
    jest.advanceTimersByTime(1_000);
  }
  expect(requests()).toEqual([]);
  stream.writableLength = 0;
  jest.advanceTimersByTime(1_000);
  expect(requests()).toEqual([3]);
  made.reporter.stop();
});
