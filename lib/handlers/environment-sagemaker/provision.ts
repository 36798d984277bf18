import { ProvisionEvent, ProvisionResult } from '../../contract';
import { goingOn } from '../shared/errors';
import { assertNotForeign } from '../shared/foreign-endpoint';
import { EnvironmentContext } from './context';
import { fillEnvironment } from './fill-environment';
import { keptCopy } from './kept-copy';
import { ownCopy } from './own-copy';
import { pinScaling } from './scaling';

/**
 * Brings the version into the idle environment's endpoint, as large as the live one is now when endpoints scale. Every call may be
 * repeated. It is recorded only when SageMaker has accepted it: from then on an endpoint that runs something else has gone back.
 */
export async function provision(context: EnvironmentContext, event: ProvisionEvent): Promise<ProvisionResult> {
  const { releaseId } = event;
  const entered = await context.store.apply({ kind: 'enter-phase', releaseId, phase: 'provisioning' });
  const release = goingOn(entered.ledger, releaseId);
  assertNotForeign(await context.endpoint(release.environment), context.store.modelName);
  const { returning } = release;
  // First, because a return that is refused leaves everything as it is.
  const kept = returning === undefined ? undefined : await keptCopy(context, release, returning);
  const liveDesired = await pinScaling(context, entered.ledger.live?.environment);
  const copy = kept ?? (await ownCopy(context, release, liveDesired));
  // Gateways look every few seconds, and an endpoint takes minutes: they know the version before its first answer.
  await context.setGatewayVersion(release.environment, release.version);
  await fillEnvironment(context, release, copy);
  const { configArn: copyArn, instances: desiredCount } = copy;
  await context.store.apply({ kind: 'provisioned', releaseId, copyArn, desiredCount, image: copy.image });
  return { copyArn, desiredCount };
}
