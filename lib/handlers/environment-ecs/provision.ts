import { ErrorName, MODEL_CONTAINER, Names, otherEnvironment, ProvisionEvent, ProvisionResult } from '../../contract';
import { desiredCapacity } from '../../core/capacity';
import { ActiveRelease } from '../../core/ledger/ledger';
import { goingOn, ReleaseError } from '../shared/errors';
import { describeTaskDefinition, registerCopy, RELEASE_TAG } from '../shared/task-definition';
import { describeService, EnvironmentContext, updateService } from './context';
import { keptRevision } from './kept-revision';

/**
 * Fills the idle environment with the version, or for a return with what it has kept of it, at the size that the live one has now. Every call may be repeated: the
 * registered revision is found again by its tag, the others set what is set already.
 */
export async function provision(context: EnvironmentContext, event: ProvisionEvent): Promise<ProvisionResult> {
  const { store, scaling } = context;
  const entered = await store.apply({ kind: 'enter-phase', releaseId: event.releaseId, phase: 'provisioning' });
  const release = goingOn(entered.ledger, event.releaseId);
  const { environment } = release;
  const service = await describeService(context, environment); // throws with a remedy when it is gone, before anything is registered
  const revision =
    release.returning === undefined
      ? await ownRevision(context, release)
      : await keptRevision(context, release, release.returning, service);
  const live = entered.ledger.live?.environment;
  const liveDesired = live === undefined ? 0 : ((await describeService(context, live)).desiredCount ?? 0);
  const desiredCount = desiredCapacity(scaling.minCapacity, liveDesired);
  for (const pinned of live === undefined ? [environment] : [live, environment]) {
    await context.scalableTarget(pinned).pin(desiredCount, scaling);
  }
  await updateService(context, environment, { taskDefinition: revision.arn, desiredCount });
  // Nothing is live yet: what CloudFormation started in the other environment serves nobody.
  if (live === undefined) await updateService(context, otherEnvironment(environment), { desiredCount: 0 });
  await store.apply({
    kind: 'provisioned',
    releaseId: event.releaseId,
    copyArn: revision.arn,
    desiredCount,
    image: revision.image,
  });
  return { copyArn: revision.arn, desiredCount };
}

/** The revision that this release registered in the environment's family, registered now unless an earlier try did. */
async function ownRevision(
  context: EnvironmentContext,
  release: ActiveRelease,
): Promise<{ arn: string; image: string }> {
  const { ecs, store } = context;
  const { environment, version } = release;
  const family = Names.family(store.modelName, environment);
  const imageOf = (containers: readonly { name?: string; image?: string }[] = []) =>
    containers.find(({ name }) => name === MODEL_CONTAINER)?.image ?? release.image;
  const latest = await describeTaskDefinition(ecs, family);
  if (latest?.releaseId === release.releaseId) {
    return { arn: latest.arn, image: imageOf(latest.definition.containerDefinitions) };
  }
  const candidateName = release.candidateArn ?? Names.candidateFamily(store.modelName);
  const candidate = await describeTaskDefinition(ecs, candidateName);
  if (candidate === undefined) {
    throw new ReleaseError(
      ErrorName.PROVISION_FAILED,
      `candidate task definition "${candidateName}" must have an ACTIVE revision, got none; deploy the stack again`,
    );
  }
  const image = release.image === '' ? imageOf(candidate.definition.containerDefinitions) : release.image;
  const tags = [
    { key: RELEASE_TAG, value: release.releaseId },
    { key: 'bluegreen:version', value: release.version },
  ];
  const arn = await registerCopy(ecs, candidate.definition, { family, tags, environment, version, image });
  return { arn, image };
}
