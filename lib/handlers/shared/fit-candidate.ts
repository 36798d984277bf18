import { DescribeEndpointConfigOutput, DescribeModelOutput, ProductionVariant } from '@aws-sdk/client-sagemaker';
import { ErrorName } from '../../contract';
import { ActiveRelease } from '../../core/ledger/ledger';
import { problemOfConfig, problemOfModel } from '../../core/sagemaker/candidate';
import { configNameOf } from '../../core/sagemaker/copy-name';
import { ReleaseError } from './errors';
import { describeConfig, describeModel, SageMaker } from './sagemaker';

/** The declared endpoint config of a release, which it copies: with its only variant and that variant's model. */
export interface FitCandidate {
  readonly config: DescribeEndpointConfigOutput;
  readonly variant: ProductionVariant;
  readonly model: DescribeModelOutput;
}

/** Reads the candidate of a release. Throws ProvisionFailed when a part is gone, or when no release could use it. */
export async function fitCandidate(
  sageMaker: SageMaker,
  release: ActiveRelease,
  declared: () => string,
): Promise<FitCandidate> {
  const candidateName = configNameOf(release.candidateArn ?? declared());
  const config = await describeConfig(sageMaker, candidateName);
  if (config === undefined) {
    throw provisionFailed(`candidate endpoint config "${candidateName}" must exist, got none; deploy the stack again`);
  }
  assertFit('endpoint config', candidateName, problemOfConfig(config));
  const [variant] = config.ProductionVariants ?? []; // one, as was just seen
  const modelName = variant.ModelName ?? '';
  const model = await describeModel(sageMaker, modelName);
  if (model === undefined) {
    throw provisionFailed(`candidate model "${modelName}" must exist, got none; deploy the stack again`);
  }
  assertFit('model', modelName, problemOfModel(model, release.image));
  return { config, variant, model };
}

export function provisionFailed(message: string): ReleaseError {
  return new ReleaseError(ErrorName.PROVISION_FAILED, message);
}

function assertFit(what: string, name: string, problem: string | undefined): void {
  if (problem !== undefined) throw provisionFailed(`candidate ${what} "${name}" ${problem}`);
}
