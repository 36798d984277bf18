import { EnvironmentName, Names, otherEnvironment, SageMakerParitySpec, Verdict } from '../../contract';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { Configuration, parityVerdict } from '../../core/parity';
import { endpointConfiguration, HostedDescription } from '../../core/sagemaker/configuration';
import { describeConfig, describeEndpoint, describeModel } from '../shared/sagemaker';
import { alarmConfiguration } from './alarm-configuration';
import { CheckContext } from './context';
import { describeGroup, targetGroupConfiguration } from './target-group';

/**
 * Compares what the idle environment's endpoint runs with what the live one's runs. On the first release there is no endpoint to
 * compare with; the gateway's target groups exist all the same and are compared.
 */
export async function checkSageMakerParity(
  context: CheckContext,
  ledger: Ledger,
  release: ActiveRelease,
  spec: SageMakerParitySpec,
): Promise<Verdict> {
  const idle = release.environment;
  const [idleSide, liveSide] = await Promise.all([
    configurationOf(context, idle, spec, ledger.live === undefined ? undefined : release.version),
    configurationOf(context, otherEnvironment(idle), spec, ledger.live?.version),
  ]);
  if (idleSide === undefined || liveSide === undefined) {
    const reason = 'an endpoint, endpoint config, model or target group of an environment could not be described';
    return { check: spec.name, status: 'INSUFFICIENT_DATA', reason, evidence: {} };
  }
  return parityVerdict(spec, idle, liveSide, idleSide, ledger.live === undefined);
}

/** Undefined when a part of it does not exist. `version` is undefined while there is no endpoint to compare. */
async function configurationOf(
  context: CheckContext,
  environment: EnvironmentName,
  spec: SageMakerParitySpec,
  version: string | undefined,
): Promise<Configuration | undefined> {
  const [group, alarms, endpoint] = await Promise.all([
    describeGroup(context, environment),
    alarmConfiguration(context, environment),
    version === undefined ? {} : hosted(context, environment, spec, version),
  ]);
  if (group === undefined || endpoint === undefined) return undefined;
  return { ...endpoint, ...alarms, targetGroup: targetGroupConfiguration(group) };
}

/** What the endpoint runs by its own word, not what the ledger says. */
async function hosted(
  { sageMaker, store }: CheckContext,
  environment: EnvironmentName,
  spec: SageMakerParitySpec,
  version: string,
): Promise<Configuration | undefined> {
  const endpoint = await describeEndpoint(sageMaker, Names.endpoint(store.modelName, environment));
  if (endpoint?.configName === undefined) return undefined;
  const config = await describeConfig(sageMaker, endpoint.configName);
  const modelName = config?.ProductionVariants?.[0]?.ModelName;
  const model = modelName === undefined ? undefined : await describeModel(sageMaker, modelName);
  if (config === undefined || model === undefined) return undefined;
  const description: HostedDescription = { config, model, version };
  return endpointConfiguration(description, spec);
}
