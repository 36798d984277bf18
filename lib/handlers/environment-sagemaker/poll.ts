import { ErrorName, PollEvent, PollResult } from '../../contract';
import { copyName } from '../../core/sagemaker/copy-name';
import { readinessOf } from '../../core/sagemaker/endpoint';
import { goingOn, invalidInput, ReleaseError } from '../shared/errors';
import { TargetCounts } from '../shared/production-rule';
import { assertInTime } from '../shared/provision-deadline';
import { EnvironmentContext } from './context';
import { pinScaling } from './scaling';

/** Looks whether the idle environment's endpoint serves the version. Throws ProvisionFailed when it never will. */
export async function poll(context: EnvironmentContext, event: PollEvent): Promise<PollResult> {
  const { store, rule } = context;
  const ledger = await store.read();
  const release = goingOn(ledger, event.releaseId);
  const { environment, version, releaseId, image, copyArn } = release;
  if (copyArn === undefined) {
    throw invalidInput(
      `a poll follows provision, got release "${releaseId}" without endpoint config; provision it first`,
    );
  }
  const [endpoint, targets] = await Promise.all([context.endpoint(environment), rule.targets(environment)]);
  const readiness = readinessOf(endpoint, copyName(store.modelName, environment, releaseId));
  if (readiness.kind === 'failed') {
    throw new ReleaseError(
      ErrorName.PROVISION_FAILED,
      `version "${version}" did not start in ${environment}: ${readiness.reason}; look at the log group of the endpoint`,
    );
  }
  const waitingFor = readiness.kind === 'pending' ? readiness.reason : reasonToWait(targets);
  const counts = { healthyTargets: targets.healthy, desiredCount: targets.registered };
  if (waitingFor !== undefined) {
    assertInTime(release, context.now(), waitingFor, 'look at the log group of the endpoint');
    return { status: 'pending', reason: waitingFor, ...counts };
  }
  // An endpoint takes many minutes, in which the gateway may have scaled: traffic moves by how large it is now.
  if (release.phase === 'provisioning') {
    // Full traffic comes before the release settles: the endpoint can grow from the start.
    await pinScaling(context, environment);
    const desiredCount = targets.registered;
    await store.apply({ kind: 'provisioned', releaseId, copyArn, desiredCount, image }, ledger);
  }
  return { status: 'ready', reason: `in service, ${targets.healthy} healthy targets of the gateway`, ...counts };
}

/** The gateway reaches the endpoint with every one of its tasks, or undefined. */
function reasonToWait({ registered, healthy }: TargetCounts): string | undefined {
  if (registered === 0) return 'the gateway has no targets';
  return healthy < registered ? `${healthy} of ${registered} targets of the gateway are healthy` : undefined;
}
