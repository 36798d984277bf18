import {
  CreateEndpointConfigCommand,
  CreateEndpointConfigInput,
  CreateModelCommand,
  CreateModelInput,
  DescribeEndpointConfigOutput,
} from '@aws-sdk/client-sagemaker';
import { ActiveRelease } from '../../core/ledger/ledger';
import { imageOf } from '../../core/sagemaker/candidate';
import { Copy, endpointConfigCopy, modelCopy } from '../../core/sagemaker/copy';
import { copyName } from '../../core/sagemaker/copy-name';
import { initialInstanceCount } from '../../core/sagemaker/instance-count';
import { fitCandidate, provisionFailed } from '../shared/fit-candidate';
import { describeConfig, describeModel } from '../shared/sagemaker';
import { unlessExisting } from '../shared/sagemaker-errors';
import { EnvironmentContext } from './context';

/** What a release made of its candidate. */
export interface OwnCopy {
  readonly configName: string;
  readonly configArn: string;
  readonly variantName: string;
  /** Instances that it starts with; 1 when it is serverless. */
  readonly instances: number;
  /** Image or model package that the copied model serves. */
  readonly image: string;
}

/** Every member of an input has to be named, so that one that a new version of the SDK brings is not left out unseen. */
type AllOf<T> = { [K in keyof Required<T>]: T[K] };

/**
 * The release's own model and endpoint config, made now unless an earlier try did: a deploy that replaces the candidate later must
 * not take away what a living endpoint is made of.
 */
export async function ownCopy(
  context: EnvironmentContext,
  release: ActiveRelease,
  liveDesired: number,
): Promise<OwnCopy> {
  const { sageMaker, store } = context;
  const name = copyName(store.modelName, release.environment, release.releaseId);
  let config = await describeConfig(sageMaker, name);
  if (config === undefined) {
    await copyCandidate(context, release, name, liveDesired);
    config = await describeConfig(sageMaker, name);
  }
  const model = await describeModel(sageMaker, name);
  if (config?.EndpointConfigArn === undefined || model === undefined) {
    throw provisionFailed(`model and endpoint config "${name}" must exist, got only one of them; release again`);
  }
  return {
    configName: name,
    configArn: config.EndpointConfigArn,
    variantName: soleVariant(config).VariantName ?? '',
    instances: soleVariant(config).InitialInstanceCount ?? 1,
    image: imageOf(model.PrimaryContainer),
  };
}

async function copyCandidate(
  { sageMaker, store, scaling, candidate }: EnvironmentContext,
  release: ActiveRelease,
  name: string,
  liveDesired: number,
): Promise<void> {
  const { config, variant, model } = await fitCandidate(sageMaker, release, candidate);
  const copy: Copy = {
    name,
    modelName: store.modelName,
    releaseId: release.releaseId,
    version: release.version,
    image: release.image,
    instanceCount: initialInstanceCount(variant.InitialInstanceCount, liveDesired, scaling),
  };
  const modelInput: AllOf<CreateModelInput> = modelCopy(model.PrimaryContainer ?? {}, model, copy);
  await unlessExisting(sageMaker.send(new CreateModelCommand(modelInput)));
  const configInput: AllOf<CreateEndpointConfigInput> = endpointConfigCopy(variant, config, copy);
  await unlessExisting(sageMaker.send(new CreateEndpointConfigCommand(configInput)));
}

function soleVariant({ ProductionVariants = [] }: DescribeEndpointConfigOutput) {
  return ProductionVariants[0];
}
