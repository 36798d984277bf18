import { AwsError } from '../service';
import { Fleet } from './fleet';
import { SageMakerState } from './state';

/** Instances of a type that the account may have at its endpoints together; undefined for no limit. */
export type InstanceQuota = (instanceType: string) => number | undefined;

/**
 * Throws ResourceLimitExceeded when a fleet does not fit beside what is there. A blue/green update needs both fleets at once
 * (inference: the quota is on instances, and both are).
 */
export function requireQuota(state: SageMakerState, quotaOf: InstanceQuota, added: Fleet): void {
  for (const [type, delta] of countsOf([added])) requireRoom(state, quotaOf, type, delta);
}

/** @param delta instances of the type that are asked for */
export function requireRoom(state: SageMakerState, quotaOf: InstanceQuota, type: string, delta: number): void {
  const limit = quotaOf(type);
  const used = countsOf(state.fleets()).get(type) ?? 0;
  if (limit === undefined || delta <= 0 || used + delta <= limit) return;
  throw new AwsError(
    'ResourceLimitExceeded',
    `The account-level service limit '${type} for endpoint usage' is ${limit} Instances, with current utilization of ${used} Instances and a request delta of ${delta} Instances. Please use AWS Service Quotas to request an increase for this quota. If AWS Service Quotas is not available, contact AWS support to request an increase for this quota.`,
  );
}

function countsOf(fleets: readonly Fleet[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { settings, desiredCount } of fleets.flatMap(({ variants }) => variants)) {
    const type = settings.InstanceType;
    if (type !== undefined) counts.set(type, (counts.get(type) ?? 0) + desiredCount);
  }
  return counts;
}
