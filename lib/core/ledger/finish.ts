import { DeployedVersion, ErrorName } from '../../contract';
import { ownRelease } from '../guard';
import { verdictOfBake } from './bake-verdict';
import { AbandonCommand, FinishCommand } from './command';
import { ActiveRelease, EndedRelease, Ledger } from './ledger';
import { outcomeOf } from './outcome';
import { reasonOfReturn } from './reason-of-return';
import { rejectedAfter } from './rejection';
import { trafficIsSafe } from './stable';
import { changed, Ending, refused, Transition, unchanged } from './transition';

const MAX_ENDED = 10;

/** Ends the release and frees the lock. */
export function finish(ledger: Ledger, command: FinishCommand, now: string): Transition {
  const release = ownRelease(ledger, command.releaseId);
  if (release === undefined) return unchanged(ledger, `release ${command.releaseId} is over`);
  const outcome = outcomeOf(release);
  if (outcome === undefined) {
    return refused(
      ErrorName.INVALID_INPUT,
      `release ${release.releaseId} in phase ${release.phase} is neither promoted nor rolled back; do one of both first`,
    );
  }
  if (outcome !== 'promoted' && !trafficIsSafe(release)) {
    return refused(
      ErrorName.WEIGHTS_NOT_APPLIED,
      `traffic of release ${release.releaseId} was not read back on the stable side yet; roll back first`,
    );
  }
  const ended = endedRelease(release, now);
  return changed(
    withoutRelease(ledger, release, ended),
    {
      releaseId: release.releaseId,
      kind: 'finish',
      at: now,
      reason: `${outcome}: ${ended.reason}`,
      evidence: { outcome, weights: ledger.weights },
    },
    { release: ended },
  );
}

/**
 * Ends the active release, if there is one, without a word about traffic: only for a model whose route and environments are being
 * deleted, so that nobody tries to clean up after the release.
 */
export function abandon(ledger: Ledger, { reason }: AbandonCommand, now: string): Transition {
  const { release } = ledger;
  if (release === undefined) return unchanged(ledger, 'no release is active');
  const rollback = release.rollback ?? { trigger: 'abort' as const, reason, evidence: {}, at: now };
  const abandoned = { ...release, rollback };
  const ended = { ...endedRelease(abandoned, now), abandonedExecution: release.executionArn };
  return changed(
    withoutRelease(ledger, abandoned, ended),
    {
      releaseId: release.releaseId,
      kind: 'abandon',
      at: now,
      reason,
      evidence: { phase: release.phase, weights: ledger.weights },
    },
    { release: ended },
  );
}

/** Ends a release whose execution is dead and whose traffic is settled, for one that takes its lock. */
export function endDeadRelease(
  ledger: Ledger,
  dead: ActiveRelease,
  takenOverBy: string,
  now: string,
): { readonly free: Ledger; readonly ending: Ending } {
  const { releaseId, phase } = dead;
  const died = {
    trigger: 'execution-died' as const,
    reason: `its execution died in phase ${phase}`,
    evidence: { phase },
    at: now,
  };
  const settled = dead.promoted || dead.rollback !== undefined ? dead : { ...dead, rollback: died };
  const release = endedRelease(settled, now);
  const decision = {
    releaseId,
    kind: 'taken-over',
    at: now,
    reason: `${release.outcome}: ${release.reason}; release ${takenOverBy} took its lock over`,
    evidence: { outcome: release.outcome, phase, takenOverBy, weights: ledger.weights },
  };
  return { free: withoutRelease(ledger, settled, release), ending: { release, decision } };
}

/** The ledger without its active release, which moves to the ended ones. */
function withoutRelease(ledger: Ledger, release: ActiveRelease, ended: EndedRelease): Ledger {
  return {
    ...ledger,
    release: undefined,
    standby: undefined,
    before: versionBeforeAfter(ledger, release),
    // Again, for a rollback whose record was lost on the way.
    rejected: rejectedAfter(ledger, release, ended.endedAt),
    ended: [ended, ...ledger.ended.filter(({ releaseId }) => releaseId !== ended.releaseId)].slice(0, MAX_ENDED),
  };
}

/** A promotion makes the version before of what it replaced; a release that goes back leaves it as it was. */
function versionBeforeAfter({ standby, before }: Ledger, release: ActiveRelease): DeployedVersion | undefined {
  return outcomeOf(release) === 'promoted' ? (standby ?? before) : before;
}

function endedRelease(release: ActiveRelease, now: string): EndedRelease {
  const { version, contentHash, image, releaseId, environment, rollback, verdicts, startedAt, forced } = release;
  const common = { version, contentHash, image, releaseId, endedAt: now };
  const returned = release.returning === undefined ? {} : { returning: release.returning };
  if (rollback === undefined) {
    const bake = verdictOfBake(release);
    const measured = bake === undefined ? '' : `; ${bake.reason}`;
    const passed = `version ${version} passed its checks and its bake time`;
    const reason = `${release.returning === undefined ? passed : reasonOfReturn(release)}${measured}`;
    const evidence = { environment, startedAt, forced, ...returned, verdicts };
    return { ...common, outcome: 'promoted', reason, evidence };
  }
  return {
    ...common,
    outcome: outcomeOf(release) ?? 'rolled-back',
    reason: rollback.reason,
    evidence: {
      environment,
      startedAt,
      forced,
      ...returned,
      trigger: rollback.trigger,
      decidedAt: rollback.at,
      ...rollback.evidence,
      verdicts,
    },
  };
}
