import { ProductionVariant } from '@aws-sdk/client-sagemaker';
import { DeployedVersion } from '../../contract';
import { provisionFailed } from '../shared/fit-candidate';
import { EnvironmentContext, runningConfig } from './context';

/** The live version's variant, as it is. Throws ProvisionFailed when the endpoint has none: nothing may replace it unseen. */
export async function liveVariantOf(context: EnvironmentContext, live: DeployedVersion): Promise<ProductionVariant> {
  const config = await runningConfig(context, await context.endpoint());
  const variant = config?.ProductionVariants?.find(({ VariantName }) => VariantName === live.environment);
  if (variant !== undefined) return variant;
  throw provisionFailed(
    `endpoint "${context.endpointName}" must have variant ${live.environment} with the live version "${live.version}", got none; ` +
      'something else changed the endpoint: bring that variant back first',
  );
}
