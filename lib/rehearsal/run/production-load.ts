import { join } from 'node:path';
import { packageRoot } from '../package-root';
import { Load } from '../traffic/load';
import { CohortCallers } from '../traffic/load-messages';
import { ModelView } from './model-view';
import { RehearseOptions } from './options';
import type { PerformanceProps } from './performance';

/**
 * Real milliseconds in which the load grows, for each request a second of it, and at least: servers that have just started, and
 * the rehearsal itself, are slow with their first requests.
 */
const RAMP_MS_PER_RPS = 9;
const LEAST_RAMP_MS = 3000;
/**
 * Requests of so many real milliseconds come together. Callers do come in bunches, and a server that wakes up for four requests at
 * once needs much less of a small machine than one that wakes up four times.
 */
const GROUP_MS = 4;
const LOAD = {
  maxInFlight: 2000,
  timeoutMs: 10_000,
  arrivals: 'constant',
  groupMs: GROUP_MS,
} as const;

/** Sends the configured requests to the model's listener, for as long as the release takes. */
export function startLoad(
  { stage, lag, options, config }: Pick<PerformanceProps, 'stage' | 'lag' | 'options' | 'config'>,
  model: ModelView,
  cohort: CohortCallers | undefined,
): Load {
  const { host, port } = model.productionAddress(stage.elb.current());
  const loopbackPort = stage.network.resolve(host, port);
  if (loopbackPort === undefined) throw new Error(`the router does not listen on ${host}:${port}`);
  const plan = {
    ...LOAD,
    host,
    port: loopbackPort,
    rps: options.rps,
    rampMs: rampMs(options),
    seed: options.seed,
    requests: config.load.requests,
    namesRequests: config.labels !== undefined,
    cohort,
  };
  return new Load({ entryScript: join(packageRoot(), 'dist/rehearsal-load.cjs'), plan, onLag: lag.add });
}

/** Real milliseconds until the load has grown to its rate. */
export function rampMs({ rps }: RehearseOptions): number {
  return Math.max(LEAST_RAMP_MS, rps * RAMP_MS_PER_RPS);
}
