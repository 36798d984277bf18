import { Service } from '@aws-sdk/client-ecs';
import { ErrorName, PollEvent, PollResult } from '../../contract';
import { desiredCapacity } from '../../core/capacity';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { goingOn, ReleaseError } from '../shared/errors';
import { assertInTime } from '../shared/provision-deadline';
import { describeService, EnvironmentContext } from './context';
import { raise } from './raise';

/**
 * Looks whether the idle environment runs the version at the size that the live one has by now, and raises it to that. Throws ProvisionFailed when
 * it never will.
 */
export async function poll(context: EnvironmentContext, event: PollEvent): Promise<PollResult> {
  const ledger = await context.store.read();
  const release = goingOn(ledger, event.releaseId);
  const [service, healthyTargets] = await Promise.all([
    describeService(context, release.environment),
    context.rule.healthyTargets(release.environment),
  ]);
  assertNotFailed(service, release);
  const desiredCount = await followLive(context, ledger, release, service);
  const waitingFor = reasonToWait(service, desiredCount, healthyTargets);
  if (waitingFor === undefined) {
    return { status: 'ready', reason: `${healthyTargets} healthy targets`, healthyTargets, desiredCount };
  }
  assertInTime(release, { since: event.since, now: context.now() }, waitingFor, "look at its tasks' logs");
  return { status: 'pending', reason: waitingFor, healthyTargets, desiredCount };
}

/** Size that the idle environment needs: the live one may have grown since it was provisioned, and is never asked to shrink. */
async function followLive(
  context: EnvironmentContext,
  ledger: Ledger,
  release: ActiveRelease,
  service: Service,
): Promise<number> {
  const recorded = release.desiredCount ?? 0;
  const live = ledger.live?.environment;
  if (live === undefined) return recorded;
  const [{ desiredCount: liveDesired = 0 }, liveHealthy] = await Promise.all([
    describeService(context, live),
    context.rule.healthyTargets(live),
  ]);
  const desiredCount = desiredCapacity(recorded, liveDesired, liveHealthy);
  await raise(context, release.environment, service, desiredCount);
  // Later the record stays: the shift counts the live side's targets itself.
  if (desiredCount > recorded && release.phase === 'provisioning') {
    const { releaseId, image } = release;
    const copyArn = release.copyArn as string; // the size was recorded together with it
    await context.store.apply({ kind: 'provisioned', releaseId, copyArn, desiredCount, image }, ledger);
  }
  return desiredCount;
}

function primaryOf(service: Service) {
  return service.deployments?.find(({ status }) => status === 'PRIMARY');
}

function assertNotFailed(service: Service, release: ActiveRelease): void {
  const own = service.deployments?.find(({ taskDefinition }) => taskDefinition === release.copyArn);
  const primary = primaryOf(service);
  // The circuit breaker fails our deployment, or has made the version before primary again by now.
  const isReplaced = primary !== undefined && primary.taskDefinition !== release.copyArn;
  if (own?.rolloutState !== 'FAILED' && !isReplaced) return;
  const why = own?.rolloutStateReason ?? service.events?.[0]?.message ?? 'ECS gives no reason';
  throw new ReleaseError(
    ErrorName.PROVISION_FAILED,
    `the rollout of version "${release.version}" in ${release.environment} failed: ${why}; look at the stopped tasks' logs`,
  );
}

/** What is still missing, or undefined when the environment is ready. */
function reasonToWait(service: Service, desired: number, healthyTargets: number): string | undefined {
  const primary = primaryOf(service);
  const running = primary?.runningCount ?? 0;
  if (primary === undefined) return 'the service has no deployment yet';
  if (running < desired) return `${running} of ${desired} tasks run`;
  // Tasks of an earlier revision would answer the checks, and be healthy, in the place of ours.
  const others = service.deployments?.filter((each) => each !== primary && (each.runningCount ?? 0) > 0) ?? [];
  if (others.length > 0) return `${others.length} earlier deployments still run tasks`;
  if (healthyTargets < desired) return `${healthyTargets} of ${desired} targets are healthy`;
  return undefined;
}
