import { EndpointConfigRecord, EndpointRecord } from './records';
import { invalid } from './errors';

/** What SageMaker needs of Application Auto Scaling; the emulated one offers it. */
export interface ScalableTargets {
  /** ARN of the target registered for a resource id, or undefined when there is none. */
  targetArn(resourceId: string): string | undefined;
  /** Deregisters a target with its policies; harmless when there is none. */
  remove(resourceId: string): void;
}

export function resourceIdOf(endpointName: string, variantName: string): string {
  return `endpoint/${endpointName}/variant/${variantName}`;
}

/** Resource ids of the endpoint's variants that are scaled. */
export function scaledVariants(
  { name, live }: EndpointRecord,
  targets: ScalableTargets | undefined,
): readonly string[] {
  const ids = (live?.variants ?? []).map((variant) => resourceIdOf(name, variant.name));
  return ids.filter((id) => targets?.targetArn(id) !== undefined);
}

/**
 * An update may neither remove a scaled variant nor change its instance type (developer guide, "Update endpoints that use
 * automatic scaling"; text (memory)).
 */
export function requireUnscaled(
  endpoint: EndpointRecord,
  { settings }: EndpointConfigRecord,
  targets: ScalableTargets | undefined,
): void {
  const scaled = scaledVariants(endpoint, targets);
  const hurt = (endpoint.live?.variants ?? []).filter((variant) => {
    const wanted = settings.ProductionVariants!.find(({ VariantName }) => VariantName === variant.name);
    const stays = wanted?.InstanceType === variant.settings.InstanceType;
    return scaled.includes(resourceIdOf(endpoint.name, variant.name)) && !stays;
  });
  if (hurt.length === 0) return;
  const names = hurt.map(({ name }) => name).join(', ');
  throw invalid(
    `The variant(s) "[${names}]" must be deregistered as scalable target(s) with AWS Auto Scaling before they can be removed or have their instance type updated.`,
  );
}
