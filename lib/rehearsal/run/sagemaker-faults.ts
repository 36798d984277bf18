import { EnvironmentName, Names, otherEnvironment } from '../../contract';
import { versionOf } from '../processes';
import type { FaultScene } from './faults';

/** Time between two looks at an endpoint that is being created, virtual milliseconds. */
const LOOK_MS = 30_000;

/** The container runs, but nothing answers its pings. */
function neverReady({ stage, story, version }: FaultScene): void {
  stage.sagemaker.faults.onInstanceStarting = (spec) => {
    if (versionOf(spec) !== version) return spec;
    story.strike(`an instance of ${version} never answers its ping`);
    return { ...spec, ip: '0.0.0.0' };
  };
}

/** A setting that no version declares slips into what the release creates. */
function wrongConfig({ stage, model, story }: FaultScene): void {
  const prefixes = (['blue', 'green'] as const).map((side) => Names.endpointCopyPrefix(model.name, side));
  stage.sagemaker.faults.alterCreatedModel = (input) => {
    if (!prefixes.some((prefix) => input.ModelName?.startsWith(prefix) === true)) return input;
    story.strike(`${input.ModelName} is created with FEATURE_STORE=staging`);
    const container = input.PrimaryContainer;
    const Environment = { ...container?.Environment, FEATURE_STORE: 'staging' };
    return { ...input, PrimaryContainer: { ...container, Environment } };
  };
}

/** All instances are healthy, and SageMaker fails the endpoint all the same. */
function creationFails({ stage, model, story }: FaultScene): void {
  stage.sagemaker.faults.failDeployment = ({ endpointName }) => {
    if (!isOf(model.name, endpointName)) return undefined;
    story.strike(`endpoint ${endpointName} fails`);
    return { reason: 'Request to service failed. If failure persists after retry, contact customer support.' };
  };
}

/** An endpoint that is left over in the idle environment: SageMaker updates it, and goes back to what it had without a word. */
async function silentRollback({ stage, model, story }: FaultScene): Promise<void> {
  const live = story.ledger.live?.environment;
  if (live === undefined) return;
  await leaveEndpoint({ stage, model }, otherEnvironment(live), Names.endpoint(model.name, live));
  stage.sagemaker.faults.failDeployment = ({ endpointName, kind }) => {
    if (kind !== 'update' || !isOf(model.name, endpointName)) return undefined;
    story.strike(`endpoint ${endpointName} goes back to its old endpoint config without a word`);
    return {};
  };
}

/** Creates the endpoint of an environment from another one's endpoint config, and waits for it. */
async function leaveEndpoint(
  { stage, model }: Pick<FaultScene, 'stage' | 'model'>,
  environment: EnvironmentName,
  pattern: string,
): Promise<void> {
  const EndpointName = Names.endpoint(model.name, environment);
  const { EndpointConfigName } = await stage.account.call('sagemaker', 'DescribeEndpoint', { EndpointName: pattern });
  await stage.account.call('sagemaker', 'CreateEndpoint', { EndpointName, EndpointConfigName });
  const status = async () =>
    (await stage.account.call('sagemaker', 'DescribeEndpoint', { EndpointName })).EndpointStatus;
  while ((await status()) === 'Creating') await stage.clock.sleep(LOOK_MS);
}

function isOf(modelName: string, endpointName: string): boolean {
  return [Names.endpoint(modelName, 'blue'), Names.endpoint(modelName, 'green')].includes(endpointName);
}

/** Faults of an environment that is a SageMaker endpoint. */
export const SAGEMAKER_FAULTS = {
  'never-ready': neverReady,
  'wrong-config': wrongConfig,
  'endpoint-creation-fails': creationFails,
  'silent-rollback': silentRollback,
} as const;
