import { Service } from '@aws-sdk/client-ecs';
import { ErrorName, PollEvent, PollResult } from '../../contract';
import { ActiveRelease } from '../../core/ledger/ledger';
import { secondsBetween } from '../../core/time';
import { goingOn, ReleaseError } from '../shared/errors';
import { describeService, EnvironmentContext } from './context';

/** Looks whether the idle environment runs the version at full size. Throws ProvisionFailed when it never will. */
export async function poll(context: EnvironmentContext, event: PollEvent): Promise<PollResult> {
  const release = goingOn(await context.store.read(), event.releaseId);
  const [service, healthyTargets] = await Promise.all([
    describeService(context, release.environment),
    context.rule.healthyTargets(release.environment),
  ]);
  const desiredCount = release.desiredCount ?? 0;
  assertNotFailed(service, release);
  const waitingFor = reasonToWait(service, release, healthyTargets);
  if (waitingFor === undefined) {
    return { status: 'ready', reason: `${healthyTargets} healthy targets`, healthyTargets, desiredCount };
  }
  const waited = secondsBetween(release.phaseSince, context.now());
  const limit = release.plan.provisionTimeoutSeconds;
  if (waited > limit) {
    throw new ReleaseError(
      ErrorName.PROVISION_FAILED,
      `${release.environment} must be ready within ${limit} s, after ${Math.round(waited)} s: ${waitingFor}; look at its tasks' logs`,
    );
  }
  return { status: 'pending', reason: waitingFor, healthyTargets, desiredCount };
}

function primaryOf(service: Service) {
  return service.deployments?.find(({ status }) => status === 'PRIMARY');
}

function assertNotFailed(service: Service, release: ActiveRelease): void {
  const own = service.deployments?.find(({ taskDefinition }) => taskDefinition === release.taskDefinitionArn);
  const primary = primaryOf(service);
  // The circuit breaker fails our deployment, or has made the version before primary again by now.
  const isReplaced = primary !== undefined && primary.taskDefinition !== release.taskDefinitionArn;
  if (own?.rolloutState !== 'FAILED' && !isReplaced) return;
  const why = own?.rolloutStateReason ?? service.events?.[0]?.message ?? 'ECS gives no reason';
  throw new ReleaseError(
    ErrorName.PROVISION_FAILED,
    `the rollout of version "${release.version}" in ${release.environment} failed: ${why}; look at the stopped tasks' logs`,
  );
}

/** What is still missing, or undefined when the environment is ready. */
function reasonToWait(service: Service, release: ActiveRelease, healthyTargets: number): string | undefined {
  const desired = release.desiredCount ?? 0;
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
