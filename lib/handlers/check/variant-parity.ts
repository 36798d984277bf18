import { DescribeEndpointConfigOutput } from '@aws-sdk/client-sagemaker';
import { EnvironmentName, SageMakerParitySpec, Verdict } from '../../contract';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { Configuration, parityVerdict } from '../../core/parity';
import { endpointConfiguration } from '../../core/sagemaker/configuration';
import { describeConfig, describeEndpoint, describeModel } from '../shared/sagemaker';
import { CheckContext } from './context';

/** Compares the variant of the idle environment, and its model, with those of the live one: both are in one endpoint config. */
export async function checkVariantParity(
  context: CheckContext,
  ledger: Ledger,
  release: ActiveRelease,
  spec: SageMakerParitySpec,
): Promise<Verdict> {
  if (ledger.live === undefined) {
    return { check: spec.name, status: 'PASS', reason: 'no version is live yet to be compared with', evidence: {} };
  }
  const config = await runningConfig(context);
  const [idleSide, liveSide] = await Promise.all([
    configurationOf(context, config, release.environment, release.version),
    configurationOf(context, config, ledger.live.environment, ledger.live.version),
  ]);
  if (idleSide === undefined || liveSide === undefined) {
    const reason = 'the endpoint, its endpoint config, or a variant or model in it could not be described';
    return { check: spec.name, status: 'INSUFFICIENT_DATA', reason, evidence: {} };
  }
  return parityVerdict(spec, release.environment, liveSide, idleSide);
}

/** What the endpoint runs by its own word, not what the ledger says. */
async function runningConfig({
  sageMaker,
  endpointName = '',
}: CheckContext): Promise<DescribeEndpointConfigOutput | undefined> {
  const endpoint = await describeEndpoint(sageMaker, endpointName);
  return endpoint?.configName === undefined ? undefined : describeConfig(sageMaker, endpoint.configName);
}

/** Undefined when a part of it does not exist. */
async function configurationOf(
  { sageMaker }: CheckContext,
  config: DescribeEndpointConfigOutput | undefined,
  environment: EnvironmentName,
  version: string,
): Promise<Configuration | undefined> {
  const variant = config?.ProductionVariants?.find(({ VariantName }) => VariantName === environment);
  if (config === undefined || variant?.ModelName === undefined) return undefined;
  const model = await describeModel(sageMaker, variant.ModelName);
  if (model === undefined) return undefined;
  // In name and first weight they differ by nature.
  const settings = { ...variant, VariantName: undefined, InitialVariantWeight: undefined };
  return endpointConfiguration(
    { config: { ...config, ProductionVariants: [settings] }, model, version },
    { autoScaled: false },
  );
}
