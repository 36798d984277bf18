import { executionNameOf } from '../release-id';
import { AdoptCommand } from './command';
import { ActiveRelease, Ledger } from './ledger';
import { trafficIsSettled } from './stable';
import { changed, Transition, unchanged, withRelease } from './transition';

/** What is left of a release whose traffic is settled are records and a clean-up: what kills five recoveries of it kills the sixth. */
const MOST_RECOVERIES = 5;

/** A rollback is tried for a quarter of an hour by each recovery, so traffic that has to go back is not given up for a day. */
const MOST_RECOVERIES_OF_TRAFFIC = 96;

/**
 * Takes over the lock of a dead execution. Unchanged when that execution does not hold it (any more). After too many recoveries that
 * died in one phase the release is left to people, who may start one more by hand: then it counts from one again.
 */
export function adopt(ledger: Ledger, command: AdoptCommand, now: string): Transition {
  const release = ledger.release;
  if (release === undefined) return unchanged(ledger, 'no release holds the lock');
  if (release.executionArn === command.executionArn) return unchanged(ledger, 'the lock was taken over already');
  const holder = executionNameOf(release.executionArn);
  if (holder !== command.deadExecutionName) {
    return unchanged(ledger, `the lock is held by ${holder}, not by ${command.deadExecutionName}`);
  }
  if (release.givenUpBy === command.executionArn) return unchanged(ledger, 'the release is left to people already');
  const recoveries = nextRecoveries(release);
  const most = trafficIsSettled(release) ? MOST_RECOVERIES : MOST_RECOVERIES_OF_TRAFFIC;
  return recoveries.count > most ? giveUp(ledger, release, command, now) : takeOver(ledger, release, command, now);
}

function takeOver(ledger: Ledger, release: ActiveRelease, command: AdoptCommand, now: string): Transition {
  const reason = `execution ${command.deadExecutionName} died in phase ${release.phase}`;
  const recoveries = nextRecoveries(release);
  const adopted = withRelease(ledger, release, {
    executionArn: command.executionArn,
    heldSince: now,
    recoveries,
    givenUpBy: undefined,
    ...(release.promoted || release.rollback !== undefined
      ? {}
      : {
          phase: 'rolling-back' as const,
          phaseSince: now,
          rollback: { trigger: 'execution-died' as const, reason, evidence: { phase: release.phase }, at: now },
        }),
  });
  return changed(adopted, {
    releaseId: release.releaseId,
    kind: 'adopt',
    at: now,
    reason,
    evidence: { executionArn: command.executionArn, promoted: release.promoted, recovery: recoveries.count },
  });
}

function giveUp(ledger: Ledger, release: ActiveRelease, command: AdoptCommand, now: string): Transition {
  const { phase, releaseId } = release;
  return changed(withRelease(ledger, release, { givenUpBy: command.executionArn }), {
    releaseId,
    kind: 'give-up',
    at: now,
    reason: reasonOfGivingUp(release),
    evidence: { phase, executionArn: release.executionArn },
  });
}

/** What people are told about a release that is left to them. */
export function reasonOfGivingUp({ phase, recoveries, executionArn }: ActiveRelease): string {
  return (
    `${recoveries?.count ?? 0} executions in a row died in phase ${phase}, the last was ${executionNameOf(executionArn)}; ` +
    'find out why, then recover the release by hand'
  );
}

/** A death in another phase than the last one means that the last recovery got somewhere. */
function nextRecoveries({ phase, recoveries, givenUpBy }: ActiveRelease): NonNullable<ActiveRelease['recoveries']> {
  const before = recoveries?.phase === phase && givenUpBy === undefined ? recoveries.count : 0;
  return { phase, count: before + 1 };
}
