import { Network } from '../../../network';
import { Variant } from '../fleet';
import { CONTAINER_PORT } from '../ping';
import { EndpointRecord } from '../records';

/** What is in service, as plain data: the runtime's thread answers by it, and is sent a new one after every change. */
export type Board = readonly BoardEndpoint[];

export interface BoardEndpoint {
  readonly name: string;
  readonly configName: string;
  readonly variants: readonly BoardVariant[];
}

export interface BoardVariant {
  readonly name: string;
  readonly weight: number;
  readonly isServerless: boolean;
  /** Requests that a serverless variant answers at once; undefined for one with instances. */
  readonly maxConcurrency?: number;
  /** Whether requests go to the instance with the fewest, not to each in turn. */
  readonly leastOutstanding: boolean;
  /** Those that get requests. */
  readonly instances: readonly BoardInstance[];
}

export interface BoardInstance {
  /** No other instance ever has the same. */
  readonly ip: string;
  /** Loopback port of its container; undefined when nothing listens there. */
  readonly port?: number;
}

/** Endpoints that get no requests are left out. */
export function boardOf(endpoints: readonly EndpointRecord[], network: Network): Board {
  return endpoints.flatMap(({ name, serving }) =>
    serving === undefined
      ? []
      : [{ name, configName: serving.config.name, variants: serving.variants.map((each) => rowOf(each, network)) }],
  );
}

function rowOf({ name, weight, isServerless, settings, healthy }: Variant, network: Network): BoardVariant {
  return {
    ...{ name, weight, isServerless },
    maxConcurrency: settings.ServerlessConfig?.MaxConcurrency,
    leastOutstanding: settings.RoutingConfig?.RoutingStrategy === 'LEAST_OUTSTANDING_REQUESTS',
    instances: healthy.map(({ settings: { task } }) => ({
      ip: task.ip,
      port: network.resolve(task.ip, CONTAINER_PORT),
    })),
  };
}
