import { EnvironmentName, GATEWAY_NAMESPACE, GatewayMetric } from '../../../../lib/contract';
import { MODEL } from './app/app-variant';
import { World } from './world';

const PERIOD_MS = 10_000;
/** Until the metrics of a log line can be read. */
const DELAY_MS = 10_000;

/** What the gateways of an environment saw in a period. */
export interface GatewayPeriod {
  readonly requests: number;
  readonly errors: number;
  readonly latencyMs?: number;
}

/**
 * Publishes what gateways would, as the synthetic tasks have none that run. `seen` is asked every ten virtual seconds, or as
 * often as is said (gateways write a line each second); undefined is silence, as of gateways whose log does not come through. Returns a
 * function that ends it.
 */
export function publishGatewayMetrics(
  { clock, stage }: World,
  environment: EnvironmentName,
  seen: (period: number) => GatewayPeriod | undefined,
  periodMs = PERIOD_MS,
): () => void {
  let cancel: () => void = () => undefined;
  const schedule = (period: number, at: number): void => {
    cancel = clock.at(at + periodMs, () => {
      const now = seen(period);
      if (now !== undefined) ingest(stage, environment, now, at);
      schedule(period + 1, at + periodMs);
    });
  };
  schedule(0, Math.ceil(clock.now() / periodMs) * periodMs);
  return () => cancel();
}

function ingest(stage: World['stage'], Environment: EnvironmentName, seen: GatewayPeriod, at: number): void {
  const dimensions = { Model: MODEL, Environment };
  const send = (metricName: string, values: readonly number[], counts?: readonly number[]) =>
    stage.cloudwatch.ingest({
      ...{ namespace: GATEWAY_NAMESPACE, metricName, dimensions, at, values, storageResolution: 1, delayMs: DELAY_MS },
      ...(counts === undefined ? {} : { counts }),
    });
  send(GatewayMetric.REQUESTS, [seen.requests]);
  send(GatewayMetric.ERRORS, [seen.errors]);
  if (seen.requests > 0) send(GatewayMetric.LATENCY, [seen.latencyMs ?? 20], [seen.requests]);
}
