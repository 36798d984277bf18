import { CreateEndpointConfigCommand } from '@aws-sdk/client-sagemaker';
import { DeployedVersion } from '../../contract';
import { Endpoint } from '../../core/sagemaker/endpoint';
import { copyTags, sameButVariants } from '../../core/sagemaker/copy';
import { copyName } from '../../core/sagemaker/copy-name';
import { variantAlone } from '../../core/sagemaker/variant-config';
import { describeConfig } from '../shared/sagemaker';
import { unlessExisting } from '../shared/sagemaker-errors';
import { EnvironmentContext, instancesOf, runningConfig } from './context';

/**
 * Name of an endpoint config in which the live version is alone, with as many instances as it has now: people may have raised it, and
 * what they gave it must not be taken away. The one that the endpoint had before the release is still there when the release
 * failed; otherwise, or with another count, one is made.
 */
export async function aloneConfig(
  context: EnvironmentContext,
  endpoint: Endpoint,
  { environment, releaseId, version }: DeployedVersion,
): Promise<string> {
  const { sageMaker, store, endpointName } = context;
  const { modelName } = store;
  const instances = instancesOf(endpoint, environment).desired;
  const name = copyName(modelName, environment, `${releaseId}/alone/${instances}`);
  if ((await describeConfig(sageMaker, name)) !== undefined) return name;
  const firstName = copyName(modelName, environment, releaseId);
  const first = (await describeConfig(sageMaker, firstName))?.ProductionVariants;
  if (first?.length === 1 && first[0].InitialInstanceCount === instances) return firstName; // a model's first version came alone
  const config = await runningConfig(context, endpoint);
  const variants = variantAlone(config?.ProductionVariants ?? [], environment, instances);
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
