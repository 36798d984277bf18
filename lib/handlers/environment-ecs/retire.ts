import { DeregisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { EnvironmentName, ErrorName, Names, RetireEvent, RetireResult } from '../../contract';
import { ownRelease } from '../../core/guard';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { outcomeOf } from '../../core/ledger/outcome';
import { shareOf } from '../../core/traffic/weights';
import { ReleaseError } from '../shared/errors';
import { describeTaskDefinition } from '../shared/task-definition';
import { EnvironmentContext, updateService } from './context';

/** A retry that was killed between register and record leaves two revisions of a release at most; more is a loop. */
const MAX_OWN_REVISIONS = 5;

/** Scales the environment that lost to zero. Refuses while the production rule gives it any traffic. */
export async function retire(context: EnvironmentContext, event: RetireEvent): Promise<RetireResult> {
  return event.which === 'old' ? retireOld(context, event.releaseId) : retireFailed(context, event.releaseId);
}

/** The standby time is over: entering the phase closes the way back, so it comes before anything is scaled in. */
async function retireOld(context: EnvironmentContext, releaseId: string): Promise<RetireResult> {
  const { ledger } = await context.store.apply({ kind: 'enter-phase', releaseId, phase: 'retiring' });
  return scaleInOld(context, ledger);
}

async function scaleInOld(context: EnvironmentContext, ledger: Ledger): Promise<RetireResult> {
  const environment = ledger.standby?.environment;
  if (environment === undefined) return nothing('there is no version before this one');
  await assertNoTraffic(context, environment);
  await context.scalableTarget(environment).remove();
  await updateService(context, environment, { desiredCount: 0 });
  return {
    environment,
    retired: true,
    reason: `version ${ledger.standby?.version ?? ''} of ${environment} is scaled to zero`,
  };
}

/** Works in every state of a failed release, also half-way through its provisioning. */
async function retireFailed(context: EnvironmentContext, releaseId: string): Promise<RetireResult> {
  const ledger = await context.store.read();
  const release = ownRelease(ledger, releaseId);
  if (release === undefined) return nothing(`release ${releaseId} is over`);
  // A promoted release that can't go back any more has not failed: what is left to retire is the version before it.
  if (outcomeOf(release) === 'promoted') return scaleInOld(context, ledger);
  if (outcomeOf(release) === 'refused') return nothing('the release was refused before it touched the environment');
  return scaleInFailed(context, ledger, release);
}

async function scaleInFailed(
  context: EnvironmentContext,
  ledger: Ledger,
  release: ActiveRelease,
): Promise<RetireResult> {
  const { environment } = release;
  const family = Names.family(context.store.modelName, environment);
  await assertNoTraffic(context, environment);
  await context.scalableTarget(environment).remove();
  await deregisterOwn(context, family, release.releaseId);
  // The family again: its latest ACTIVE revision is now what the environment ran before this release.
  await updateService(context, environment, { taskDefinition: family, desiredCount: 0 });
  const kept = ledger.live?.environment;
  if (kept !== undefined) await context.scalableTarget(kept).release(context.scaling);
  return {
    environment,
    retired: true,
    reason: `version ${release.version} of ${environment} is scaled to zero and deregistered`,
  };
}

/** Read back before every scale-in: a recorded weight is not a live one. */
async function assertNoTraffic(context: EnvironmentContext, environment: EnvironmentName): Promise<void> {
  const { weights } = await context.rule.read();
  if (weights !== undefined && shareOf(weights, environment) === 0) return;
  const live = weights === undefined ? 'a rule with other target groups' : JSON.stringify(weights);
  throw new ReleaseError(
    ErrorName.WEIGHTS_NOT_APPLIED,
    `${environment} must have weight 0 before it is scaled to zero, got ${live}; move the traffic away first`,
  );
}

async function deregisterOwn(context: EnvironmentContext, family: string, releaseId: string): Promise<void> {
  for (let count = 0; count < MAX_OWN_REVISIONS; count++) {
    const latest = await describeTaskDefinition(context.ecs, family);
    if (latest?.releaseId !== releaseId) return;
    await context.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: latest.arn }));
  }
}

function nothing(reason: string): RetireResult {
  return { environment: '', retired: false, reason };
}
