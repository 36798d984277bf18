import { DescribeEndpointConfigOutput } from '@aws-sdk/client-sagemaker';
import { EnvironmentName, SageMakerParitySpec, Verdict } from '../../contract';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { Configuration, parityVerdict } from '../../core/parity';
import { Endpoint } from '../../core/sagemaker/endpoint';
import { endpointConfiguration } from '../../core/sagemaker/configuration';
import { describeConfig, describeEndpoint, describeModel } from '../shared/sagemaker';
import { alarmConfiguration } from './alarm-configuration';
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
  const running = await runningConfig(context);
  const [idleSide, liveSide] = await Promise.all([
    configurationOf(context, running, release.environment, release.version),
    configurationOf(context, running, ledger.live.environment, ledger.live.version),
  ]);
  if (idleSide === undefined || liveSide === undefined) {
    const reason = 'the endpoint, its endpoint config, or a variant or model in it could not be described';
    return { check: spec.name, status: 'INSUFFICIENT_DATA', reason, evidence: {} };
  }
  return parityVerdict(spec, release.environment, liveSide, idleSide);
}

/** An endpoint with the endpoint config that it runs. */
interface Running {
  readonly endpoint: Endpoint;
  readonly config: DescribeEndpointConfigOutput;
}

/** What the endpoint runs by its own word, not what the ledger says. */
async function runningConfig({ sageMaker, endpointName = '' }: CheckContext): Promise<Running | undefined> {
  const endpoint = await describeEndpoint(sageMaker, endpointName);
  if (endpoint?.configName === undefined) return undefined;
  const config = await describeConfig(sageMaker, endpoint.configName);
  return config === undefined ? undefined : { endpoint, config };
}

/** Undefined when a part of it does not exist. */
async function configurationOf(
  context: CheckContext,
  running: Running | undefined,
  environment: EnvironmentName,
  version: string,
): Promise<Configuration | undefined> {
  const variant = running?.config.ProductionVariants?.find(({ VariantName }) => VariantName === environment);
  if (running === undefined || variant?.ModelName === undefined) return undefined;
  const { endpoint, config } = running;
  const [model, alarms] = await Promise.all([
    describeModel(context.sageMaker, variant.ModelName),
    alarmConfiguration(context, environment),
  ]);
  if (model === undefined) return undefined;
  // People may have changed the count since: what callers get is what counts.
  const count = endpoint.variants.find(({ name }) => name === environment)?.instances?.desired;
  const InitialInstanceCount = count ?? variant.InitialInstanceCount;
  // In name and first weight they differ by nature.
  const settings = { ...variant, InitialInstanceCount, VariantName: undefined, InitialVariantWeight: undefined };
  const description = { config: { ...config, ProductionVariants: [settings] }, model, version };
  return { ...endpointConfiguration(description, { autoScaled: false }), ...alarms };
}
