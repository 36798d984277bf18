import { ErrorName, PollEvent, PollResult } from '../../contract';
import { configNameOf } from '../../core/sagemaker/copy-name';
import { readinessOf } from '../../core/sagemaker/endpoint';
import { goingOn, invalidInput, ReleaseError } from '../shared/errors';
import { assertInTime } from '../shared/provision-deadline';
import { missingForNextStep } from '../shared/step-capacity';
import { EnvironmentContext, instancesOf } from './context';

/** Looks whether the endpoint is in service with the release's variant. Throws ProvisionFailed when it never will be. */
export async function poll(context: EnvironmentContext, event: PollEvent): Promise<PollResult> {
  const { store } = context;
  const ledger = await store.read();
  const release = goingOn(ledger, event.releaseId);
  const { environment, version, releaseId, copyArn } = release;
  if (copyArn === undefined) {
    throw invalidInput(
      `a poll follows provision, got release "${releaseId}" without endpoint config; provision it first`,
    );
  }
  const endpoint = await context.endpoint();
  const readiness = readinessOf(endpoint, configNameOf(copyArn));
  if (readiness.kind === 'failed') {
    throw new ReleaseError(
      ErrorName.PROVISION_FAILED,
      `version "${version}" did not start in ${environment}: ${readiness.reason}; look at the log group of the endpoint`,
    );
  }
  const { current, desired } = instancesOf(endpoint, environment);
  const counts = { healthyTargets: current, desiredCount: desired };
  const waitingFor =
    readiness.kind === 'pending' ? readiness.reason : await missingForNextStep(context.route, ledger, release);
  if (waitingFor !== undefined) {
    assertInTime(release, { since: event.since, now: context.now() }, waitingFor, 'look at the endpoint in SageMaker');
    return { status: 'pending', reason: waitingFor, ...counts };
  }
  return { status: 'ready', reason: `in service, ${current} instances of variant ${environment}`, ...counts };
}
