import { ErrorName, Phase, Verdict } from '../../contract';
import { mayGoOn, ownRelease } from '../guard';
import { bakeStepIndex } from '../plan';
import { EnterPhaseCommand, ProvisionedCommand, RecordVerdictCommand } from './command';
import { ActiveRelease, Ledger } from './ledger';
import { trafficIsSafe } from './stable';
import { changed, refused, refusedBecause, Transition, unchanged, withRelease } from './transition';

/** Phases that a release may go to from each phase. `standby` comes with the promotion, `rolling-back` with a decision. */
const NEXT: Readonly<Record<Phase, readonly Phase[]>> = {
  preparing: ['provisioning'],
  provisioning: ['checking', 'shifting'],
  checking: ['shifting'],
  shifting: ['baking'],
  baking: [],
  standby: ['retiring'],
  retiring: [],
  'rolling-back': ['retiring-failed'],
  'retiring-failed': [],
};

/** Moves a release to its next phase. A phase that it is in already stays as it is, with its time. */
export function enterPhase(ledger: Ledger, command: EnterPhaseCommand, now: string): Transition {
  const onRollbackPath = command.phase === 'rolling-back' || command.phase === 'retiring-failed';
  const cause = onRollbackPath ? undefined : mayGoOn(ledger, command.releaseId);
  if (cause !== undefined) return refusedBecause(cause);
  const release = ownRelease(ledger, command.releaseId);
  if (release === undefined) return unchanged(ledger, `release ${command.releaseId} is over`);
  if (release.phase === command.phase) return unchanged(ledger, `the release is in phase ${command.phase} already`);
  const obstacle = reasonNotToEnter(release, command.phase);
  if (obstacle !== undefined) return refused(ErrorName.INVALID_INPUT, obstacle);
  return changed(withRelease(ledger, release, { phase: command.phase, phaseSince: now }), {
    releaseId: command.releaseId,
    kind: `phase-${command.phase}`,
    at: now,
    reason: `from ${release.phase} to ${command.phase}`,
    evidence: { from: release.phase },
  });
}

function reasonNotToEnter(release: ActiveRelease, phase: Phase): string | undefined {
  if (!NEXT[release.phase].includes(phase)) {
    const allowed = NEXT[release.phase].join(' or ') || 'nothing by itself';
    return `phase must follow ${release.phase}, which leads to ${allowed}, got ${phase}; check the order of the workflow's states`;
  }
  if ((phase === 'checking' || phase === 'shifting') && release.copyArn === undefined) {
    return `${phase} follows when the environment is provisioned, got no copy of the candidate; provision it first`;
  }
  if (phase === 'shifting' && release.phase === 'provisioning' && release.returning === undefined) {
    return 'only a return goes from provisioning to shifting, got a release; check it first';
  }
  if (phase === 'baking' && !isAtStep(release, bakeStepIndex(release.plan))) {
    const { steps } = release.plan;
    return `baking starts when step ${bakeStepIndex(release.plan)} of ${steps.length} was read back, got step ${release.stepIndex ?? 'none'}; shift first`;
  }
  if (phase === 'retiring-failed' && !trafficIsSafe(release)) {
    return 'the failed environment may be retired when traffic was read back on the stable side; roll back first';
  }
  return undefined;
}

/** True when the weights of the plan's last step were written and read back. */
export function allStepsApplied(release: ActiveRelease): boolean {
  return isAtStep(release, release.plan.steps.length - 1);
}

function isAtStep(release: ActiveRelease, stepIndex: number): boolean {
  return release.stepIndex === stepIndex && release.stepSince !== undefined;
}

/** Records what the environment runs. */
export function provisioned(ledger: Ledger, command: ProvisionedCommand, now: string): Transition {
  const cause = mayGoOn(ledger, command.releaseId);
  if (cause !== undefined) return refusedBecause(cause);
  const release = ledger.release as ActiveRelease; // the guard saw it
  if (release.copyArn === command.copyArn && release.desiredCount === command.desiredCount) {
    return unchanged(ledger, 'the environment is recorded already');
  }
  if (release.phase !== 'preparing' && release.phase !== 'provisioning') {
    return refused(
      ErrorName.INVALID_INPUT,
      `an environment is provisioned in phase provisioning, got ${release.phase}; check the order of the workflow's states`,
    );
  }
  const { copyArn, desiredCount } = command;
  const image = release.image === '' ? command.image : release.image;
  return changed(
    withRelease(ledger, release, {
      copyArn,
      desiredCount,
      image,
      phase: 'provisioning',
      phaseSince: release.phase === 'provisioning' ? release.phaseSince : now,
    }),
    {
      releaseId: command.releaseId,
      kind: 'provisioned',
      at: now,
      reason: `the ${release.environment} environment starts ${desiredCount} of ${copyArn}`,
      evidence: { copyArn, desiredCount, image },
    },
  );
}

/** Adds a verdict; the newest of a check replaces the one before it. */
export function recordVerdict(ledger: Ledger, command: RecordVerdictCommand, now: string): Transition {
  const cause = mayGoOn(ledger, command.releaseId);
  if (cause !== undefined) return refusedBecause(cause);
  const release = ledger.release as ActiveRelease; // the guard saw it
  const { verdict } = command;
  if (release.verdicts.some((known) => isSame(known, verdict)))
    return unchanged(ledger, 'the verdict is recorded already');
  const others = release.verdicts.filter((known) => known.check !== verdict.check);
  return changed(withRelease(ledger, release, { verdicts: [...others, verdict] }), {
    releaseId: command.releaseId,
    kind: `check-${verdict.check}`,
    at: now,
    reason: `${verdict.check}: ${verdict.status}, ${verdict.reason}`,
    evidence: verdict.evidence,
  });
}

function isSame(known: Verdict, verdict: Verdict): boolean {
  return JSON.stringify(known) === JSON.stringify(verdict);
}
