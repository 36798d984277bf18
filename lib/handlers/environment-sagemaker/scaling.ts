import { EnvironmentName } from '../../contract';
import { desiredCapacity } from '../../core/capacity';
import { EnvironmentContext } from './context';

/** Gives every variant of an endpoint that has instances its declared limits and policy. */
export async function releaseScaling(context: EnvironmentContext, environment: EnvironmentName): Promise<void> {
  if (context.scaling === undefined) return;
  const endpoint = await context.endpoint(environment);
  for (const { name, instances } of endpoint?.variants ?? []) {
    if (instances !== undefined) await context.variantScaling(environment, name).release(context.scaling);
  }
}

/**
 * Keeps an endpoint from shrinking while traffic moves, and lets it grow. Answers how many instances its largest variant should
 * have now; 0 when endpoints keep the count that is declared, or when there is none.
 */
export async function pinScaling(
  context: EnvironmentContext,
  environment: EnvironmentName | undefined,
): Promise<number> {
  const { scaling } = context;
  if (environment === undefined || scaling === undefined) return 0;
  const endpoint = await context.endpoint(environment);
  let largest = 0;
  for (const { name, instances } of endpoint?.variants ?? []) {
    if (instances === undefined) continue;
    const count = desiredCapacity(scaling.minCapacity, instances.desired);
    await context.variantScaling(environment, name).pin(count, scaling);
    largest = Math.max(largest, instances.desired);
  }
  return largest;
}
