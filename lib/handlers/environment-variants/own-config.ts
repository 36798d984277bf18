import { CreateEndpointConfigCommand, CreateModelCommand } from '@aws-sdk/client-sagemaker';
import { DeployedVersion } from '../../contract';
import { ActiveRelease } from '../../core/ledger/ledger';
import { imageOf } from '../../core/sagemaker/candidate';
import { Copy, endpointConfigCopy, modelCopy } from '../../core/sagemaker/copy';
import { copyName } from '../../core/sagemaker/copy-name';
import { variantsWith } from '../../core/sagemaker/variant-config';
import { fitCandidate, provisionFailed } from '../shared/fit-candidate';
import { describeConfig, describeModel } from '../shared/sagemaker';
import { unlessExisting } from '../shared/sagemaker-errors';
import { EnvironmentContext } from './context';
import { takeKept } from './kept-variant';
import { liveVariantOf } from './live-variant';

/** What a release made of its candidate. */
export interface OwnConfig {
  readonly configName: string;
  readonly configArn: string;
  readonly instances: number;
  /** Image or model package that the copied model serves. */
  readonly image: string;
}

/**
 * The release's own model, or for a return the model of before, and an endpoint config in which it stands beside the live version's
 * variant; made now unless an earlier try did. The settings of the endpoint as a whole (key, capture) are those of the candidate, or of before.
 */
export async function ownConfig(
  context: EnvironmentContext,
  release: ActiveRelease,
  live: DeployedVersion | undefined,
): Promise<OwnConfig> {
  const { sageMaker, store } = context;
  const name = copyName(store.modelName, release.environment, release.releaseId);
  let config = await describeConfig(sageMaker, name);
  if (config === undefined) {
    const { returning } = release;
    await (returning === undefined
      ? copyCandidate(context, release, name, live)
      : takeKept(context, { release, returning, name, live }));
    config = await describeConfig(sageMaker, name);
  }
  const own = config?.ProductionVariants?.find(({ VariantName }) => VariantName === release.environment);
  const model = await describeModel(sageMaker, own?.ModelName ?? name);
  if (config?.EndpointConfigArn === undefined || model === undefined) {
    throw provisionFailed(`model and endpoint config "${name}" must exist, got only one of them; release again`);
  }
  return {
    configName: name,
    configArn: config.EndpointConfigArn,
    instances: own?.InitialInstanceCount ?? 0,
    image: imageOf(model.PrimaryContainer),
  };
}

async function copyCandidate(
  context: EnvironmentContext,
  release: ActiveRelease,
  name: string,
  live: DeployedVersion | undefined,
): Promise<void> {
  const { sageMaker, store, candidate } = context;
  const { config, variant, model } = await fitCandidate(sageMaker, release, candidate);
  const { environment, releaseId, version, image } = release;
  const instanceCount = variant.InitialInstanceCount;
  const copy: Copy = { name, modelName: store.modelName, releaseId, version, image, instanceCount };
  const liveVariant = live === undefined ? undefined : await liveVariantOf(context, live);
  await unlessExisting(sageMaker.send(new CreateModelCommand(modelCopy(model.PrimaryContainer ?? {}, model, copy))));
  await unlessExisting(
    sageMaker.send(
      new CreateEndpointConfigCommand({
        ...endpointConfigCopy(variant, config, copy),
        ProductionVariants: variantsWith(liveVariant, variant, { environment, modelName: name }),
        // One prefix for both versions: SageMaker itself writes the names of endpoint and variant behind it.
        DataCaptureConfig: config.DataCaptureConfig,
      }),
    ),
  );
}
