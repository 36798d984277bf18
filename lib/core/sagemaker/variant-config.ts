import { EnvironmentName } from '../../contract';
import { CandidateVariant } from './candidate';

/** A production variant, as far as its place in an endpoint depends on it. */
export interface PlacedVariant extends CandidateVariant {
  readonly InitialVariantWeight?: number;
}

/**
 * Variants of an endpoint that takes a new version in beside the live one. The live one stays as it is; the new one gets no
 * request. Without a live version the new one is alone, and SageMaker has no way to keep requests from it.
 */
export function variantsWith<V extends PlacedVariant>(
  live: V | undefined,
  candidate: V,
  added: { readonly environment: EnvironmentName; readonly modelName: string },
): V[] {
  const isFirst = live === undefined;
  const own: V = {
    ...candidate,
    VariantName: added.environment,
    ModelName: added.modelName,
    InitialVariantWeight: isFirst ? 1 : 0,
  };
  return isFirst ? [own] : [{ ...live, InitialVariantWeight: 1 }, own];
}

/**
 * Variants of an endpoint that is left to one environment, with as many instances as it has; undefined when it has no such variant.
 *
 * @param instances what the endpoint keeps for the variant, which people may have changed since its endpoint config was made
 */
export function variantAlone<V extends PlacedVariant>(
  variants: readonly V[],
  kept: EnvironmentName,
  instances: number,
): V[] | undefined {
  const variant = variants.find(({ VariantName }) => VariantName === kept);
  return variant === undefined ? undefined : [{ ...variant, InitialVariantWeight: 1, InitialInstanceCount: instances }];
}
