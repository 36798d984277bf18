import { AdoptEvent, AdoptResult } from '../../contract';
import { Ledger } from '../../core/ledger/ledger';
import { ReleaseContext } from './context';
import { deadHolder } from './dead-holder';

/** Takes over the lock of a dead execution and says what is left to do. `none` when it freed the lock, or lost it since. */
export async function adopt(context: ReleaseContext, event: AdoptEvent): Promise<AdoptResult> {
  const before = await context.store.read();
  const holder = before.release?.executionArn;
  if (holder !== event.executionArn && (await deadHolder(context, before, event.executionArn)) === undefined) {
    return nothingToDo(context, before, event); // nobody holds the lock, or somebody who is alive
  }
  const { ledger } = await context.store.apply({
    kind: 'adopt',
    executionArn: event.executionArn,
    deadExecutionName: event.releaseId,
  });
  const release = ledger.release;
  if (release?.executionArn !== event.executionArn) return nothingToDo(context, ledger, event);
  const isSettled = release.promoted && release.rollback === undefined && release.abort === undefined;
  return {
    next: isSettled ? 'retire' : 'roll-back',
    decision: 'start',
    releaseId: release.releaseId,
    version: release.version,
    environment: release.environment,
    liveEnvironment: ledger.live?.environment ?? '',
    plan: release.plan,
  };
}

function nothingToDo(context: ReleaseContext, ledger: Ledger, event: AdoptEvent): AdoptResult {
  return {
    next: 'none',
    decision: 'noop',
    releaseId: event.releaseId,
    version: ledger.live?.version ?? 'none',
    environment: ledger.live?.environment ?? 'blue',
    liveEnvironment: ledger.live?.environment ?? '',
    plan: context.plan(),
  };
}
