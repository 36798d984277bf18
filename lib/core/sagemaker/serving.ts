import { isSilent } from '../traffic/variant-weights';
import { Endpoint } from './endpoint';

/** Instances of an endpoint that answer requests; a serverless variant counts as one. 0 when the endpoint does not exist or answers nobody. */
export function servingInstances(endpoint: Endpoint | undefined): number {
  if (endpoint === undefined || isSilent(endpoint) || endpoint.status === 'OutOfService') return 0;
  return sum(endpoint, ({ current }) => current);
}

/** Instances that an endpoint is to have, counted in the same way. */
export function wantedInstances(endpoint: Endpoint | undefined): number {
  return endpoint === undefined ? 0 : sum(endpoint, ({ desired }) => desired);
}

function sum({ variants }: Endpoint, countOf: (instances: { current: number; desired: number }) => number): number {
  return variants.reduce((total, { instances }) => total + (instances === undefined ? 1 : countOf(instances)), 0);
}
