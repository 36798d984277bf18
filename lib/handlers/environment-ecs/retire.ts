import { DeregisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { DeployedVersion, EnvironmentName, Names, RetireEvent, RetireResult } from '../../contract';
import { ActiveRelease } from '../../core/ledger/ledger';
import { Retiring } from '../shared/retirement';
import { describeTaskDefinition } from '../shared/task-definition';
import { EnvironmentContext, updateService } from './context';

/** A retry that was killed between register and record leaves two revisions of a release at most; more is a loop. */
const MAX_OWN_REVISIONS = 5;

/** Scales the environment that lost to zero. */
export async function retire(context: EnvironmentContext, event: RetireEvent): Promise<RetireResult> {
  const retiring = new Retiring(context.store, context.rule, {
    old: (version) => scaleInOld(context, version),
    failed: (release, kept) => scaleInFailed(context, release, kept),
  });
  return retiring.retire(event);
}

async function scaleInOld(context: EnvironmentContext, { environment, version }: DeployedVersion): Promise<string> {
  await context.scalableTarget(environment).remove();
  await updateService(context, environment, { desiredCount: 0 });
  return `version ${version} of ${environment} is scaled to zero`;
}

async function scaleInFailed(
  context: EnvironmentContext,
  { environment, releaseId, version }: ActiveRelease,
  kept: EnvironmentName | undefined,
): Promise<string> {
  const family = Names.family(context.store.modelName, environment);
  await context.scalableTarget(environment).remove();
  await deregisterOwn(context, family, releaseId);
  // The family again: its latest ACTIVE revision is now what the environment ran before this release.
  await updateService(context, environment, { taskDefinition: family, desiredCount: 0 });
  if (kept !== undefined) await context.scalableTarget(kept).release(context.scaling);
  return `version ${version} of ${environment} is scaled to zero and deregistered`;
}

async function deregisterOwn(context: EnvironmentContext, family: string, releaseId: string): Promise<void> {
  for (let count = 0; count < MAX_OWN_REVISIONS; count++) {
    const latest = await describeTaskDefinition(context.ecs, family);
    if (latest?.releaseId !== releaseId) return;
    await context.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: latest.arn }));
  }
}
