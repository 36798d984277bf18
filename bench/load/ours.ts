import { failedOf } from '../../lib/core/load/counts';
import { LoadHistogram } from '../../lib/core/load/histogram';
import { HttpSender } from '../../lib/handlers/load-worker/generator/http-sender';
import { LoadGenerator } from '../../lib/handlers/load-worker/generator/load-generator';
import { Measured } from './generators';

const [port, rps, seconds] = process.argv.slice(2).map(Number);

async function main(): Promise<void> {
  const schedule = { startAtMs: Date.now() + 500, worker: 0, workers: 1, rps, seconds };
  const order = {
    schedule,
    requests: [{ method: 'GET' as const, path: '/' }],
    timeoutMs: 10_000,
    maxInFlight: 20_000,
  };
  const counts = await new LoadGenerator(
    order,
    new HttpSender({ endpoint: `http://127.0.0.1:${port}` }, order.requests),
  ).run();
  const histogram = new LoadHistogram(counts.response);
  const measured: Measured = {
    rate: counts.sent / seconds,
    lateShare: counts.lateStarts / counts.sent,
    p50: histogram.quantile(0.5) ?? NaN,
    p99: histogram.quantile(0.99) ?? NaN,
    failed: failedOf(counts) + counts.dropped,
  };
  process.send?.(measured);
}

void main();
