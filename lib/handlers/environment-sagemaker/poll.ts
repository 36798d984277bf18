import { ErrorName, PollEvent, PollResult } from '../../contract';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { configNameOf } from '../../core/sagemaker/copy-name';
import { Endpoint, readinessOf } from '../../core/sagemaker/endpoint';
import { wantedInstances } from '../../core/sagemaker/serving';
import { isMovingTraffic } from '../../core/shift-capacity';
import { missingForNextStep } from '../shared/step-capacity';
import { goingOn, invalidInput, ReleaseError } from '../shared/errors';
import { TargetCounts } from '../shared/production-rule';
import { assertInTime } from '../shared/provision-deadline';
import { EnvironmentContext } from './context';
import { instancesOf, pinScaling, raise } from './scaling';

/** Looks whether the idle environment's endpoint serves the version. Throws ProvisionFailed when it never will. */
export async function poll(context: EnvironmentContext, event: PollEvent): Promise<PollResult> {
  const { store, rule, route } = context;
  const ledger = await store.read();
  const release = goingOn(ledger, event.releaseId);
  const { environment, version, releaseId, image, copyArn } = release;
  if (copyArn === undefined) {
    throw invalidInput(
      `a poll follows provision, got release "${releaseId}" without endpoint config; provision it first`,
    );
  }
  const [endpoint, gateways, healthyTargets] = await Promise.all([
    context.endpoint(environment),
    rule.targets(environment),
    route.healthyTargets(environment),
  ]);
  const readiness = readinessOf(endpoint, configNameOf(copyArn));
  if (readiness.kind === 'failed') {
    throw new ReleaseError(
      ErrorName.PROVISION_FAILED,
      `version "${version}" did not start in ${environment}: ${readiness.reason}; look at the log group of the endpoint`,
    );
  }
  const counts = { healthyTargets, desiredCount: wantedInstances(endpoint) };
  const waitingFor =
    readiness.kind === 'pending'
      ? readiness.reason
      : (reasonToWait(gateways) ?? (await missingForShift(context, ledger, release, endpoint)));
  if (waitingFor !== undefined) {
    assertInTime(
      release,
      { since: event.since, now: context.now() },
      waitingFor,
      'look at the log group of the endpoint',
    );
    return { status: 'pending', reason: waitingFor, ...counts };
  }
  if (release.phase === 'provisioning') {
    // Full traffic comes before the release settles: the endpoint can grow from the start.
    await pinScaling(context, environment);
    const desiredCount = lastingInstances(context, endpoint);
    await store.apply({ kind: 'provisioned', releaseId, copyArn, desiredCount, image }, ledger);
  }
  return { status: 'ready', reason: `in service, ${healthyTargets} healthy instances`, ...counts };
}

/** A healthy gateway reaches the endpoint on every one of its tasks, or undefined. */
function reasonToWait({ registered, healthy }: TargetCounts): string | undefined {
  if (registered === 0) return 'the gateway has no targets';
  return healthy < registered ? `${healthy} of ${registered} targets of the gateway are healthy` : undefined;
}

/** What is missing before traffic moves: the live endpoint may have grown while the checks ran. */
async function missingForShift(
  context: EnvironmentContext,
  ledger: Ledger,
  release: ActiveRelease,
  endpoint: Endpoint | undefined,
): Promise<string | undefined> {
  if (!isMovingTraffic(release)) return undefined;
  const live = ledger.live?.environment;
  const wanted = live === undefined ? 0 : await instancesOf(context, live);
  const size = await raise(context, release.environment, wanted);
  const smallest = Math.min(...(endpoint?.variants ?? []).map(({ instances }) => instances?.current ?? size));
  if (smallest < size) return `${smallest} of ${size} instances run, as many as the live endpoint has`;
  return missingForNextStep(context.route, ledger, release);
}

/** Instances that nothing takes from the endpoint while the release goes on: SageMaker's own scaling cannot be held. */
function lastingInstances({ scaling }: EnvironmentContext, endpoint: Endpoint | undefined): number {
  const wanted = wantedInstances(endpoint);
  return scaling?.managed === true ? Math.min(wanted, Math.max(1, scaling.minCapacity)) : wanted;
}
