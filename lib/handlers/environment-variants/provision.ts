import { CreateEndpointCommand, DeleteEndpointCommand, UpdateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { DeployedVersion, ProvisionEvent, ProvisionResult } from '../../contract';
import { ActiveRelease } from '../../core/ledger/ledger';
import { modelTags } from '../../core/sagemaker/copy';
import { fillEndpoint } from '../shared/fill-endpoint';
import { goingOn } from '../shared/errors';
import { assertNotForeign } from '../shared/foreign-endpoint';
import { provisionFailed } from '../shared/fit-candidate';
import { unlessMissing } from '../shared/sagemaker-errors';
import { EnvironmentContext } from './context';
import { OwnConfig, ownConfig } from './own-config';

/**
 * Brings the version into the endpoint as a variant without requests. SageMaker makes new instances of both variants, and answers
 * from the old ones until all are healthy. Every call may be repeated; recorded is only what SageMaker has accepted.
 */
export async function provision(context: EnvironmentContext, event: ProvisionEvent): Promise<ProvisionResult> {
  const { releaseId } = event;
  const { store } = context;
  const { ledger } = await store.apply({ kind: 'enter-phase', releaseId, phase: 'provisioning' });
  const release = goingOn(ledger, releaseId);
  assertNotForeign(await context.endpoint(), store.modelName);
  const own = await ownConfig(context, release, ledger.live);
  await fill(context, release, own, ledger.live);
  const { configArn: copyArn, instances: desiredCount, image } = own;
  await store.apply({ kind: 'provisioned', releaseId, copyArn, desiredCount, image });
  return { copyArn, desiredCount };
}

async function fill(
  context: EnvironmentContext,
  release: ActiveRelease,
  own: OwnConfig,
  live: DeployedVersion | undefined,
): Promise<void> {
  const { endpointName, now } = context;
  const endpoint = await context.endpoint();
  // Again, right before the call: a busy endpoint is tried for a long time.
  assertNotForeign(endpoint, context.store.modelName);
  const filling = { release, what: `endpoint "${endpointName}"`, now };
  await fillEndpoint(endpoint, own.configName, filling, {
    create: async () => {
      if (live !== undefined) throw lost(context, live, 'no endpoint');
      await create(context, own);
    },
    update: () => update(context, own),
    remove: async ({ status }) => {
      // With a live version in it, nothing but people may take it away.
      if (live !== undefined) throw lost(context, live, `one that is ${status}`);
      await unlessMissing(context.sageMaker.send(new DeleteEndpointCommand({ EndpointName: endpointName })));
    },
  });
}

async function create({ sageMaker, store, endpointName }: EnvironmentContext, own: OwnConfig) {
  await sageMaker.send(
    new CreateEndpointCommand({
      EndpointName: endpointName,
      EndpointConfigName: own.configName,
      // Which versions are in it, its variants tell.
      Tags: modelTags(store.modelName),
    }),
  );
}

/** With the weights of now: the live variant keeps its traffic whatever the endpoint config says. */
async function update({ sageMaker, endpointName }: EnvironmentContext, { configName }: OwnConfig): Promise<void> {
  await sageMaker.send(
    new UpdateEndpointCommand({
      EndpointName: endpointName,
      EndpointConfigName: configName,
      RetainAllVariantProperties: true,
    }),
  );
}

function lost({ endpointName }: EnvironmentContext, live: DeployedVersion, got: string): Error {
  return provisionFailed(
    `endpoint "${endpointName}" must serve the live version "${live.version}", got ${got}; repair the endpoint before the next release`,
  );
}
