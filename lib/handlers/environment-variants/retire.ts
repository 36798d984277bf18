import { UpdateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { DeployedVersion, ENVIRONMENTS, EnvironmentName, ErrorName, RetireEvent, RetireResult } from '../../contract';
import { ActiveRelease } from '../../core/ledger/ledger';
import { Endpoint } from '../../core/sagemaker/endpoint';
import { isForeign } from '../../core/sagemaker/ownership';
import { ReleaseError } from '../shared/errors';
import { leftAlone, RemovalState } from '../shared/foreign-endpoint';
import { keptCopies } from '../shared/kept-copies';
import { Retiring } from '../shared/retirement';
import { isBusy } from '../shared/sagemaker-errors';
import { removeSharedEndpoint } from '../shared/shared-endpoint-removal';
import { RouteReading } from '../shared/traffic-route';
import { aloneConfig } from './alone-config';
import { EnvironmentContext, runningConfig } from './context';

/** Takes the variant that lost out of the endpoint, with what it was made of. Throws EnvironmentBusy until it is gone. */
export async function retire(context: EnvironmentContext, event: RetireEvent): Promise<RetireResult> {
  const { live } = await context.store.read();
  const retiring = new Retiring(context.store, live === undefined ? NEVER_LIVE : context.route, {
    old: (lost) => leave(context, live, lost),
    failed: (lost) => leave(context, live, lost),
  });
  return retiring.retire(event);
}

/** Before a version was ever live the endpoint is the failed release's own: nobody was promised that it answers. */
const NEVER_LIVE: Pick<RouteReading, 'read'> = {
  read: async () => ({ weights: { blue: 0, green: 0 }, isOnlyOn: () => false }),
};

type Lost = Pick<ActiveRelease, 'environment' | 'version'>;

async function leave(context: EnvironmentContext, live: DeployedVersion | undefined, lost: Lost): Promise<string> {
  const { sageMaker, store, endpointName } = context;
  const removal = await (live === undefined
    ? removeSharedEndpoint(sageMaker, store.modelName, endpointName)
    : leaveTo(context, live));
  if (removal.kind === 'waiting') {
    throw new ReleaseError(
      ErrorName.ENVIRONMENT_BUSY,
      `variant ${lost.environment} must be gone before the rest is removed: ${removal.reason}; try again`,
    );
  }
  const out = `version ${lost.version} of ${lost.environment} is out of the endpoint`;
  return removal.kind === 'gone' ? out : `${out}, which is ${removal.reason}`;
}

/** Goes as far as it can; `gone` when only the live variant is left. */
async function leaveTo(context: EnvironmentContext, live: DeployedVersion): Promise<RemovalState> {
  const { endpointName, sageMaker, store } = context;
  const endpoint = await context.endpoint();
  if (endpoint === undefined) throw new Error(`endpoint "${endpointName}" must serve "${live.version}", got none`);
  if (isForeign(endpoint, store.modelName)) return leftAlone(endpoint, store.modelName);
  if (endpoint.status !== 'InService') {
    return { kind: 'waiting', reason: `endpoint "${endpointName}" is ${endpoint.status}` };
  }
  if (isAlone(endpoint, live.environment)) {
    await removeUnused(context, endpoint);
    return { kind: 'gone' };
  }
  const EndpointConfigName = await aloneConfig(context, endpoint, live);
  await unlessBusy(sageMaker.send(new UpdateEndpointCommand({ EndpointName: endpointName, EndpointConfigName })));
  return {
    kind: 'waiting',
    reason: `endpoint "${endpointName}" gets an endpoint config with ${live.environment} alone`,
  };
}

function isAlone({ variants }: Endpoint, environment: EnvironmentName): boolean {
  return variants.length === 1 && variants[0].name === environment;
}

/** Everything that releases made but for what the endpoint runs, and what a return would need. */
async function removeUnused(context: EnvironmentContext, endpoint: Endpoint): Promise<void> {
  const config = await runningConfig(context, endpoint);
  const models = (config?.ProductionVariants ?? []).flatMap(({ ModelName }) => ModelName ?? []);
  const before = await keptCopies(context.sageMaker, await context.store.read());
  const kept = { configs: [endpoint.configName ?? '', ...before.configs], models: [...models, ...before.models] };
  for (const environment of ENVIRONMENTS) await context.copies.deleteAll(environment, kept);
}

/** What SageMaker is doing instead, the next look sees. */
async function unlessBusy(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isBusy(error)) throw error;
  }
}
