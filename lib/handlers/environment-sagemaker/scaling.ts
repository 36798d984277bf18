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

/** Instances that an environment's endpoint is to have; 0 when it has none of its own. */
export async function instancesOf({ endpoint }: EnvironmentContext, environment: EnvironmentName): Promise<number> {
  const variants = (await endpoint(environment))?.variants ?? [];
  return Math.max(0, ...variants.map(({ instances }) => instances?.desired ?? 0));
}

/** Makes an environment's endpoint larger, never smaller. Answers the instances that it should have from now on. */
export async function raise(
  context: EnvironmentContext,
  environment: EnvironmentName,
  wanted: number,
): Promise<number> {
  const { scaling } = context;
  const variants = (await context.endpoint(environment))?.variants ?? [];
  let largest = 0;
  for (const { name, instances } of variants) {
    if (instances === undefined) continue;
    const count = desiredCapacity(instances.desired, wanted);
    // Without scaling of ours nothing could make it larger: it stays what it is.
    const canGrow = scaling !== undefined && scaling.managed !== true;
    if (canGrow && count > instances.desired) {
      await context.variantScaling(environment, name).pin(count, scaling);
    }
    largest = Math.max(largest, canGrow ? count : instances.desired);
  }
  return largest;
}
