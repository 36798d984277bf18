import { CreateEndpointConfigCommand } from '@aws-sdk/client-sagemaker';
import { DeployedVersion } from '../../contract';
import { Endpoint } from '../../core/sagemaker/endpoint';
import { copyTags, sameButVariants } from '../../core/sagemaker/copy';
import { copyName } from '../../core/sagemaker/copy-name';
import { variantAlone } from '../../core/sagemaker/variant-config';
import { describeConfig } from '../shared/sagemaker';
import { unlessExisting } from '../shared/sagemaker-errors';
import { EnvironmentContext, runningConfig } from './context';

/**
 * Name of an endpoint config in which the live version is alone. The one that the endpoint had before the release is still there when
 * the release failed; otherwise it is made, with the variant as it runs now.
 */
export async function aloneConfig(
  context: EnvironmentContext,
  endpoint: Endpoint,
  { environment, releaseId, version }: DeployedVersion,
): Promise<string> {
  const { sageMaker, store, endpointName } = context;
  const { modelName } = store;
  const name = copyName(modelName, environment, `${releaseId}/alone`);
  if ((await describeConfig(sageMaker, name)) !== undefined) return name;
  const firstName = copyName(modelName, environment, releaseId);
  const first = await describeConfig(sageMaker, firstName);
  if (first?.ProductionVariants?.length === 1) return firstName; // a model's first version came alone
  const config = await runningConfig(context, endpoint);
  const variants = variantAlone(config?.ProductionVariants ?? [], environment);
  if (config === undefined || variants === undefined) {
    throw new Error(`endpoint "${endpointName}" must have variant ${environment} with the live version, got none`);
  }
  await unlessExisting(
    sageMaker.send(
      new CreateEndpointConfigCommand({
        ...sameButVariants(config),
        EndpointConfigName: name,
        ProductionVariants: variants,
        Tags: copyTags({ modelName, releaseId, version }),
      }),
    ),
  );
  return name;
}
