import { ErrorName, RollbackEvent, RollbackResult, Weights } from '../../contract';
import { reasonOfCause } from '../../core/cause';
import { ownRelease } from '../../core/guard';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { stableVersion } from '../../core/ledger/stable';
import { Transition } from '../../core/ledger/transition';
import { applyCommand } from '../../core/ledger/transitions';
import { decideDirection } from '../../core/traffic/emergency';
import { ReleaseError } from '../shared/errors';
import { healthOfBoth } from '../shared/traffic-route';
import { TrafficContext } from './context';
import { history } from './history';
import { writeStable } from './restore';

/**
 * The workflow's way back: decides the rollback (unless somebody did), puts all traffic on the stable side, records it.
 * Throws NoHealthySide while the stable side can't take traffic; the workflow tries again.
 */
export async function rollback(context: TrafficContext, event: RollbackEvent): Promise<RollbackResult> {
  const ledger = await decide(context, event);
  const release = ownRelease(ledger, event.releaseId);
  // The release never got the lock, is over, or has nothing to go back to.
  if (release?.rollback === undefined) return { moved: false, weights: ledger.weights };
  if (!release.trafficMayHaveMoved) return { moved: false, weights: ledger.weights };
  return { moved: true, weights: await bringBack(context, ledger, release) };
}

async function decide(context: TrafficContext, event: RollbackEvent): Promise<Ledger> {
  const decideOn = (ledger: Ledger): Transition => {
    const release = ownRelease(ledger, event.releaseId);
    if (release === undefined) return { kind: 'unchanged', ledger, reason: 'the release is not active' };
    const reason = reasonOfCause(event.cause, release);
    return applyCommand(ledger, { kind: 'decide-rollback', releaseId: event.releaseId, reason }, context.now());
  };
  const { ledger } = await context.store.update(decideOn);
  return ledger;
}

/** Reads the rule only after the decision is in the ledger: a shift that writes later than this reading sees the decision. */
async function bringBack(context: TrafficContext, ledger: Ledger, release: ActiveRelease): Promise<Weights> {
  const { route, store } = context;
  const stable = stableVersion(ledger)?.environment;
  const [state, healthy] = await Promise.all([route.read(), healthOfBoth(route)]);
  if (!state.isOnlyOn(stable)) {
    const direction = decideDirection(ledger, healthy);
    if (direction.kind === 'hold') throw new ReleaseError(ErrorName.NO_HEALTHY_SIDE, direction.reason);
    await writeStable(context, stable);
    const { releaseId } = release;
    const at = context.now().toISOString();
    const evidence = { healthyTargets: healthy };
    await history(context, { releaseId, kind: 'traffic-back', at, reason: direction.reason, evidence });
  }
  const restored = await store.apply(
    { kind: 'traffic-restored', releaseId: release.releaseId, environment: stable },
    ledger,
  );
  return restored.ledger.weights;
}
