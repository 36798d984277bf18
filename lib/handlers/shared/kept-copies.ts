import { DescribeEndpointConfigOutput, DescribeModelOutput, ProductionVariant } from '@aws-sdk/client-sagemaker';
import { DeployedVersion, EnvironmentName } from '../../contract';
import { Ledger } from '../../core/ledger/ledger';
import { configNameOf } from '../../core/sagemaker/copy-name';
import { KeptCopies } from './release-copies';
import { describeConfig, describeModel, SageMaker } from './sagemaker';

/** What is kept of a version that was live. */
export type KeptCopy =
  | {
      readonly kind: 'kept';
      readonly configName: string;
      readonly config: DescribeEndpointConfigOutput;
      readonly variant: ProductionVariant;
      readonly model: DescribeModelOutput;
    }
  | { readonly kind: 'gone'; readonly reason: string };

/** Reads the endpoint config that a version ran, with the version's variant and that variant's model. */
export async function readKept(sageMaker: SageMaker, copyArn: string, environment: EnvironmentName): Promise<KeptCopy> {
  const configName = configNameOf(copyArn);
  const config = await describeConfig(sageMaker, configName);
  const variant = config === undefined ? undefined : variantOf(config, environment);
  if (config === undefined || variant?.ModelName === undefined)
    return { kind: 'gone', reason: `its endpoint config ${configName} is gone` };
  const model = await describeModel(sageMaker, variant.ModelName);
  if (model === undefined) return { kind: 'gone', reason: `its model ${variant.ModelName} is gone` };
  return { kind: 'kept', configName, config, variant, model };
}

/**
 * Names of what a return needs, now or when the live version is the one before; they cost nothing while no endpoint runs them. The
 * version that a return leaves is rejected: nobody comes back to it.
 */
export async function keptCopies(
  sageMaker: SageMaker,
  { release, live, standby, before }: Ledger,
): Promise<KeptCopies> {
  const versions = release?.returning === undefined ? [live, standby, before] : [live, before];
  const copies = await Promise.all(versions.map((version) => namesOf(sageMaker, version)));
  return { configs: copies.flatMap(({ configs }) => configs), models: copies.flatMap(({ models }) => models) };
}

async function namesOf(sageMaker: SageMaker, version: DeployedVersion | undefined): Promise<KeptCopies> {
  if (version === undefined) return { configs: [], models: [] };
  const name = configNameOf(version.copyArn);
  const config = await describeConfig(sageMaker, name);
  const model = config === undefined ? undefined : variantOf(config, version.environment)?.ModelName;
  return { configs: [name], models: model === undefined ? [] : [model] };
}

/** Of the environment's own name where one endpoint has both, the only one where each has its own. */
function variantOf(
  { ProductionVariants: variants = [] }: DescribeEndpointConfigOutput,
  environment: EnvironmentName,
): ProductionVariant | undefined {
  return (
    variants.find(({ VariantName }) => VariantName === environment) ?? (variants.length === 1 ? variants[0] : undefined)
  );
}
