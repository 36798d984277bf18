import { EnvironmentName, Names } from '../../../../lib/contract';
import { InvocationMetrics } from '../../../../lib/rehearsal/aws/sagemaker/runtime/invocation-metrics';
import { MODEL } from './app/app-variant';
import { World } from './world';

const MINUTE_MS = 60_000;

/** Of a container; undefined: it broke the connection. */
export type Status = 200 | 307 | 400 | 503 | undefined;

/**
 * Has SageMaker publish what it would of an endpoint whose container answers so in each minute, because the synthetic traffic
 * invokes nothing. Returns a function that ends it.
 */
export function publishInvocations(
  { clock, stage }: World,
  environment: EnvironmentName,
  answers: readonly (readonly [Status, number])[],
): () => void {
  const metrics = new InvocationMetrics({
    clock,
    ingest: (data) => stage.cloudwatch.ingest(data),
    metricDelayMs: 60_000,
  });
  const endpoint = { endpointName: Names.endpoint(MODEL, environment), variantName: 'main', configName: 'copy' };
  let cancel: () => void = () => undefined;
  const schedule = (at: number): void => {
    cancel = clock.at(at, () => {
      for (const [status, count] of answers) {
        for (let each = 0; each < count; each++) metrics.count(endpoint, { status, overheadMs: 1 });
      }
      schedule(at + MINUTE_MS);
    });
  };
  schedule(clock.now() + 1000);
  return () => cancel();
}
