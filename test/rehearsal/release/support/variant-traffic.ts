import { ENVIRONMENTS, EnvironmentName } from '../../../../lib/contract';
import { InvocationMetrics } from '../../../../lib/rehearsal/aws/sagemaker/runtime/invocation-metrics';
import { AppVariant, MODEL } from './app/app-variant';
import { GOOD, World } from './world';

const MINUTE_MS = 60_000;

/**
 * Callers that invoke the model's endpoint, as SageMaker's metrics show them: each virtual minute the requests are split by the weights
 * in effect, and answered as the profile of the version in each variant says. Returns a function that ends it.
 */
export function invokeVariants(world: World, requestsPerMinute = 600): () => void {
  const { clock, stage } = world;
  const metrics = new InvocationMetrics({
    clock,
    ingest: (data) => stage.cloudwatch.ingest(data),
    metricDelayMs: MINUTE_MS,
  });
  let cancel: () => void = () => undefined;
  const publish = async (): Promise<void> => {
    const { weights } = await world.facts();
    const ledger = await world.ledger();
    const total = weights.blue + weights.green;
    for (const environment of total === 0 ? [] : ENVIRONMENTS) {
      const requests = Math.round((requestsPerMinute * weights[environment]) / total);
      const { errorRate, p50Ms } = world.profiles.get(versionIn(ledger, environment) ?? '') ?? GOOD;
      const invoked = { endpointName: MODEL, variantName: environment, configName: 'copy' };
      for (let each = 0; each < requests; each++) {
        const status = each < requests * errorRate ? 500 : 200;
        metrics.count(invoked, { status, modelMs: p50Ms, overheadMs: 1 });
      }
    }
  };
  const schedule = (at: number): void => {
    cancel = clock.at(at, () => {
      void publish();
      schedule(at + MINUTE_MS);
    });
  };
  schedule(clock.now() + 1000);
  return () => cancel();
}

/** A world in which 1.2 is live in a variant, and invoked. The returned function ends both. */
export async function liveVariants(): Promise<{ readonly world: World; readonly close: () => Promise<void> }> {
  const world = await World.open();
  await world.release(variants('1.2'));
  const stop = invokeVariants(world);
  await world.pass(5);
  const close = async (): Promise<void> => {
    stop();
    await world.close();
  };
  return { world, close };
}

type Ledger = Awaited<ReturnType<World['ledger']>>;

function versionIn({ live, standby, release }: Ledger, environment: EnvironmentName): string | undefined {
  if (release?.environment === environment) return release.version;
  return [live, standby].find((each) => each?.environment === environment)?.version;
}

/** The test stack with one endpoint for both environments. */
export function variants(version: string, more: Partial<AppVariant> = {}): AppVariant {
  return { version, hosting: 'variants', provisionMinutes: 20, ...more };
}
