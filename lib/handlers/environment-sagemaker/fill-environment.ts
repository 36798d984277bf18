import { AddTagsCommand, CreateEndpointCommand, UpdateEndpointCommand } from '@aws-sdk/client-sagemaker';
import { Names } from '../../contract';
import { ActiveRelease } from '../../core/ledger/ledger';
import { copyTags } from '../../core/sagemaker/copy';
import { Endpoint } from '../../core/sagemaker/endpoint';
import { fillEndpoint } from '../shared/fill-endpoint';
import { assertNotForeign } from '../shared/foreign-endpoint';
import { EnvironmentContext } from './context';
import { OwnCopy } from './own-copy';

/** Asks SageMaker to run the release's endpoint config in the idle environment, whatever state its endpoint is in. */
export async function fillEnvironment(
  context: EnvironmentContext,
  release: ActiveRelease,
  copy: OwnCopy,
): Promise<void> {
  const endpoint = await context.endpoint(release.environment);
  // Again, right before the call: a busy environment is tried for a long time.
  assertNotForeign(endpoint, context.store.modelName);
  const filling = { release, what: release.environment, now: context.now };
  await fillEndpoint(endpoint, copy.configName, filling, {
    create: () => create(context, release, copy),
    update: (existing) => update(context, release, copy, existing),
    remove: (broken) => context.removal.deleteEndpoint(broken),
  });
}

async function create(context: EnvironmentContext, release: ActiveRelease, copy: OwnCopy): Promise<void> {
  const { modelName } = context.store;
  // Of an endpoint that was deleted by hand: it would size this one.
  await context.variantScaling(release.environment, copy.variantName).remove();
  await context.sageMaker.send(
    new CreateEndpointCommand({
      EndpointName: Names.endpoint(modelName, release.environment),
      EndpointConfigName: copy.configName,
      Tags: copyTags({ modelName, ...release }),
    }),
  );
}

/** A variant that scales refuses another instance type (SageMaker developer guide, "Update endpoints that use auto scaling"). */
async function update(
  context: EnvironmentContext,
  release: ActiveRelease,
  copy: OwnCopy,
  endpoint: Endpoint,
): Promise<void> {
  const { sageMaker, store } = context;
  for (const { name } of endpoint.variants) await context.variantScaling(release.environment, name).remove();
  // Before the update, after which a repeated call would find nothing left to do.
  const Tags = copyTags({ modelName: store.modelName, ...release });
  await sageMaker.send(new AddTagsCommand({ ResourceArn: endpoint.arn, Tags }));
  await sageMaker.send(new UpdateEndpointCommand({ EndpointName: endpoint.name, EndpointConfigName: copy.configName }));
}
