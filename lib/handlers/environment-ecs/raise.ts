import { Service } from '@aws-sdk/client-ecs';
import { EnvironmentName } from '../../contract';
import { EnvironmentContext, updateService } from './context';

/** Gives an environment more tasks when it has fewer than `size`, and keeps it from shrinking; never makes it smaller. */
export async function raise(
  context: EnvironmentContext,
  environment: EnvironmentName,
  service: Service,
  size: number,
): Promise<void> {
  if ((service.desiredCount ?? 0) >= size) return;
  await context.scalableTarget(environment).pin(size, context.scaling);
  await updateService(context, environment, { desiredCount: size });
}
