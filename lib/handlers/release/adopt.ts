import { AdoptEvent, AdoptResult, ErrorName } from '../../contract';
import { reasonOfGivingUp } from '../../core/ledger/adopt';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { executionNameOf } from '../../core/release-id';
import { ReleaseError } from '../shared/errors';
import { detailOf } from '../shared/release-event';
import { ReleaseContext } from './context';
import { deadHolder } from './dead-holder';

/**
 * Takes over the lock of a dead execution and says what is left to do: nothing when it freed the lock or lost it since, nothing by
 * itself when too many executions died before this one. Throws ExecutionStillRunning while it is not seen to be dead.
 */
export async function adopt(context: ReleaseContext, event: AdoptEvent): Promise<AdoptResult> {
  const before = await context.store.read();
  const holder = before.release?.executionArn;
  if (holder !== event.executionArn) {
    if (holder === undefined || executionNameOf(holder) !== event.releaseId) {
      return nothingToDo(context, before, event, 'none'); // nobody holds the lock, or somebody who is not said to be dead
    }
    if ((await deadHolder(context, before, event.executionArn)) === undefined) throw stillRunning(event.releaseId);
  }
  const { ledger } = await context.store.apply({
    kind: 'adopt',
    executionArn: event.executionArn,
    deadExecutionName: event.releaseId,
  });
  const release = ledger.release;
  if (release?.givenUpBy === event.executionArn) {
    await tellPeople(context, ledger, release);
    return nothingToDo(context, ledger, event, 'given-up');
  }
  if (release?.executionArn !== event.executionArn) return nothingToDo(context, ledger, event, 'none');
  const isSettled = release.promoted && release.rollback === undefined && release.abort === undefined;
  return {
    next: isSettled ? 'continue' : 'roll-back',
    decision: 'start',
    releaseId: release.releaseId,
    version: release.version,
    environment: release.environment,
    liveEnvironment: ledger.live?.environment ?? '',
    isReturn: release.returning !== undefined,
    plan: release.plan,
  };
}

/** Its end was announced, so this is an old answer or the announcement is wrong: the workflow asks again for some minutes. */
function stillRunning(name: string): ReleaseError {
  return new ReleaseError(
    ErrorName.EXECUTION_STILL_RUNNING,
    `execution ${name} must have ended before its release is taken over, and Step Functions does not say so; ` +
      'stop it first, or abort its release',
  );
}

/** A repeated call tells them again rather than not at all. */
async function tellPeople(context: ReleaseContext, ledger: Ledger, release: ActiveRelease): Promise<void> {
  const { phase, executionArn } = release;
  const reason = reasonOfGivingUp(release);
  await context.notifier.notify(
    detailOf(ledger, release, { phase: 'given-up', reason, evidence: { phase, executionArn } }, context.now()),
  );
}

function nothingToDo(
  context: ReleaseContext,
  ledger: Ledger,
  event: AdoptEvent,
  next: 'none' | 'given-up',
): AdoptResult {
  return {
    next,
    decision: 'noop',
    releaseId: event.releaseId,
    version: ledger.live?.version ?? 'none',
    environment: ledger.live?.environment ?? 'blue',
    liveEnvironment: ledger.live?.environment ?? '',
    isReturn: false,
    plan: context.plan(),
  };
}
