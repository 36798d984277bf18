/** An endpoint as SageMaker describes it, as far as a release depends on it. */
export interface Endpoint {
  readonly name: string;
  readonly arn: string;
  /** `EndpointStatus` of DescribeEndpoint. */
  readonly status: string;
  readonly configName?: string;
  /** Endpoint config of a creation or an update that is under way. */
  readonly pendingConfigName?: string;
  readonly failureReason?: string;
  readonly variants: readonly Variant[];
}

export interface Variant {
  readonly name: string;
  /** Absent for a serverless variant. */
  readonly instances?: InstanceCounts;
  /** Share of the endpoint's requests, as a weight beside the other variants'; absent while SageMaker says none. */
  readonly weight?: VariantWeight;
}

export interface VariantWeight {
  readonly current: number;
  /** What a change that is under way brings it to. */
  readonly desired: number;
}

export interface InstanceCounts {
  readonly current: number;
  readonly desired: number;
}

/** What an endpoint is worth to the release that asked for `configName`. */
export type Readiness =
  | { readonly kind: 'ready' }
  | { readonly kind: 'pending'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** States that an endpoint does not leave by itself. UpdateRollbackFailed: it is in service with instances of both configs. */
const BROKEN: readonly string[] = ['Failed', 'UpdateRollbackFailed'];

/**
 * Judges an endpoint while it is awaited. In service is not enough: after an update that failed, SageMaker goes back to the config
 * before and says so nowhere but in the config's name.
 */
export function readinessOf(endpoint: Endpoint | undefined, configName: string): Readiness {
  if (endpoint === undefined) return { kind: 'pending', reason: 'the endpoint does not exist yet' };
  const { name, status, failureReason = 'SageMaker gives no reason' } = endpoint;
  if (BROKEN.includes(status)) return { kind: 'failed', reason: `endpoint "${name}" is ${status}: ${failureReason}` };
  if (status === 'Deleting') return { kind: 'failed', reason: `endpoint "${name}" is being deleted by something else` };
  if (status !== 'InService') return { kind: 'pending', reason: `endpoint "${name}" is ${status}` };
  if (endpoint.configName !== configName) {
    const actual = endpoint.configName ?? 'none';
    return { kind: 'failed', reason: `endpoint "${name}" went back to endpoint config "${actual}": ${failureReason}` };
  }
  const missing = missingInstances(endpoint);
  return missing === undefined ? { kind: 'ready' } : { kind: 'pending', reason: missing };
}

function missingInstances({ name, variants }: Endpoint): string | undefined {
  if (variants.length === 0) return `endpoint "${name}" shows no variant yet`;
  for (const { name: variant, instances } of variants) {
    if (instances !== undefined && instances.current < instances.desired) {
      return `${instances.current} of ${instances.desired} instances of variant ${variant} run`;
    }
  }
  return undefined;
}

/**
 * What brings an endpoint to an endpoint config, with the endpoint that it is done to. `none`: SageMaker was asked for it already,
 * and the poll sees what came of it.
 */
export type FillStep =
  | { readonly kind: 'create' }
  | { readonly kind: 'update' | 'delete' | 'wait'; readonly endpoint: Endpoint }
  | { readonly kind: 'none' };

export function fillStep(endpoint: Endpoint | undefined, configName: string): FillStep {
  if (endpoint === undefined) return { kind: 'create' };
  if (endpoint.status === 'Deleting') return { kind: 'wait', endpoint };
  if ([endpoint.configName, endpoint.pendingConfigName].includes(configName)) return { kind: 'none' };
  if (endpoint.status === 'InService') return { kind: 'update', endpoint };
  return { kind: isDeletable(endpoint) ? 'delete' : 'wait', endpoint };
}

/**
 * SageMaker refuses to change or delete an endpoint that is creating, updating, rolling back, being maintained or deleted
 * ("Cannot update in-progress endpoint"). A state that is new to us is waited for as those are.
 */
export function isDeletable({ status }: Pick<Endpoint, 'status'>): boolean {
  return status === 'InService' || status === 'OutOfService' || BROKEN.includes(status);
}
