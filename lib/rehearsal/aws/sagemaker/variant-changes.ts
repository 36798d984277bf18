import type { DesiredWeightAndCapacity, UpdateEndpointCommandInput } from '@aws-sdk/client-sagemaker';
import { members, requireConstraints } from './constraints';
import { invalid, requireEmulated } from './errors';
import { Fleet, Variant } from './fleet';
import { VariantChanges } from './lifecycle';
import { InstanceQuota, requireRoom } from './quota';
import { SageMakerState } from './state';

/** Checks the wanted weights and counts of a live fleet's variants. Instances can't be scaled to 0 without inference components. */
export function variantChanges(
  state: SageMakerState,
  quota: InstanceQuota,
  fleet: Fleet,
  wanted: readonly DesiredWeightAndCapacity[],
): VariantChanges {
  requireConstraints(
    members('desiredWeightsAndCapacities', wanted).flatMap(([path, { DesiredWeight, DesiredInstanceCount }]) => [
      [`${path}.desiredWeight`, DesiredWeight, { min: 0 }] as const,
      [`${path}.desiredInstanceCount`, DesiredInstanceCount, { min: 1 }] as const,
    ]),
  );
  const changes = wanted.map((change): [Variant, { weight?: number; count?: number }] => {
    requireEmulated(change, { ServerlessUpdateConfig: 'updates of serverless variants' });
    const variant = fleet.find(change.VariantName ?? '');
    if (variant === undefined) throw invalid(`the endpoint has no production variant ${change.VariantName ?? ''}`);
    const { DesiredWeight: weight, DesiredInstanceCount: count } = change;
    if (count !== undefined && variant.isServerless) throw invalid(`variant ${variant.name} has no instances to scale`);
    requireRoom(state, quota, variant.settings.InstanceType ?? '', (count ?? 0) - variant.desiredCount);
    return [variant, { weight, count }];
  });
  return new Map(changes);
}

/** Counts and weights of variants that keep their name, unless the configuration's own are to be used. */
export function retainProperties(fleet: Fleet, live: Fleet, input: UpdateEndpointCommandInput): void {
  if (input.RetainAllVariantProperties !== true) return;
  const excluded = (input.ExcludeRetainedVariantProperties ?? []).map(({ VariantPropertyType }) => VariantPropertyType);
  for (const variant of fleet.variants) {
    const old = live.find(variant.name);
    if (old === undefined) continue;
    if (!excluded.includes('DesiredInstanceCount')) variant.desiredCount = old.desiredCount;
    if (!excluded.includes('DesiredWeight')) variant.weight = variant.desiredWeight = old.desiredWeight;
  }
}
