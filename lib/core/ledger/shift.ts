import { allOn, DeployedVersion, EnvironmentName, ErrorName, Weights } from '../../contract';
import { mayGoOn } from '../guard';
import { stepToTake } from '../operator-wishes';
import { bakeStepIndex } from '../plan';
import { Refusal, refusal } from '../refusal';
import { sameSplit, weightsOfShare } from '../traffic/weights';
import { verdictOfBake } from './bake-verdict';
import { IntendShiftCommand, PromoteCommand, ShiftedCommand } from './command';
import { reasonNotToPassJudge } from './judge-verdict';
import { ActiveRelease, Ledger } from './ledger';
import { allStepsApplied } from './progress';
import { changed, refused, refusedBecause, Transition, unchanged, withRelease } from './transition';

/** Weights of a step of the release's plan. */
export function stepWeights(release: ActiveRelease, stepIndex: number): Weights {
  return weightsOfShare(release.environment, release.plan.steps[stepIndex].percent);
}

/** Declares that the weights of a step are about to be written. */
export function intendShift(ledger: Ledger, command: IntendShiftCommand, now: string): Transition {
  const cause = mayGoOn(ledger, command.releaseId);
  if (cause !== undefined) return refusedBecause(cause);
  const release = ledger.release as ActiveRelease; // the guard saw it
  const { stepIndex } = command;
  if (release.stepIndex === stepIndex) return unchanged(ledger, `the intent of step ${stepIndex} is recorded already`);
  const obstacle = reasonNotToShift(release, stepIndex);
  if (obstacle !== undefined) return refused(ErrorName.INVALID_INPUT, obstacle);
  const pause = heldBy(release, `step ${stepIndex}`);
  if (pause !== undefined) return refusedBecause(pause);
  return changed(
    withRelease(ledger, release, {
      // The last step of a holdback comes after the bake, and belongs to it.
      phase: release.phase === 'baking' ? 'baking' : 'shifting',
      phaseSince: release.phase === 'shifting' || release.phase === 'baking' ? release.phaseSince : now,
      stepIndex,
      stepSince: undefined,
      trafficMayHaveMoved: true,
    }),
    {
      releaseId: command.releaseId,
      kind: `intend-step-${stepIndex}`,
      at: now,
      reason: `${whoGoes(release, stepIndex)} is about to go to ${release.environment}`,
      evidence: { stepIndex, from: ledger.weights, to: stepWeights(release, stepIndex) },
    },
  );
}

/** For people: what a step moves. */
function whoGoes({ plan }: ActiveRelease, stepIndex: number): string {
  const { percent, isCohortOnly } = plan.steps[stepIndex];
  return isCohortOnly === true ? 'the cohort alone' : `${percent} % of the traffic`;
}

/** A pause that was accepted holds whatever comes after it, also when a look had let the release go on before. */
function heldBy({ wishes }: ActiveRelease, what: string): Refusal | undefined {
  const pause = wishes?.pause;
  if (pause === undefined) return undefined;
  return refusal(
    ErrorName.RELEASE_PAUSED,
    `${pause.by} paused the release at ${pause.at} (${pause.reason}), ${what} waits until it is resumed`,
  );
}

function reasonNotToShift(release: ActiveRelease, stepIndex: number): string | undefined {
  const { plan } = release;
  const next = release.stepIndex === undefined ? 0 : release.stepIndex + 1;
  // A wish may come between the reading of a shift and its intent: the step that it was about to take is still right.
  const isNext = stepIndex === next || stepIndex === stepToTake(release, next);
  if (!isNext || stepIndex >= plan.steps.length) {
    return `stepIndex must be ${next}, the next of ${plan.steps.length} steps, got ${stepIndex}; take the steps in order`;
  }
  if (release.stepIndex !== undefined && release.stepSince === undefined) {
    return `step ${release.stepIndex} must be read back before step ${stepIndex}; repeat step ${release.stepIndex}`;
  }
  if (stepIndex > bakeStepIndex(plan)) return reasonNotToGiveTheRest(release);
  if (release.copyArn === undefined) {
    return `traffic moves to an environment that was provisioned, got phase ${release.phase}; provision it first`;
  }
  if (release.phase !== 'provisioning' && release.phase !== 'checking' && release.phase !== 'shifting') {
    return `traffic is shifted after the checks and before the bake time, got phase ${release.phase}; start a new release`;
  }
  return plan.steps[stepIndex].percent === 100 ? reasonNotToEndComparison(release) : undefined;
}

/** All traffic on the new version leaves nothing to compare it with. */
function reasonNotToEndComparison(release: ActiveRelease): string | undefined {
  const open = reasonNotToPassJudge(release);
  if (open === undefined) return undefined;
  return `all traffic is moved when the judge has let the version pass, got ${open}; watch the step before to its end`;
}

/** What was held back for the bake follows when the watch has said that the bake went well. */
function reasonNotToGiveTheRest(release: ActiveRelease): string | undefined {
  const { phase, plan } = release;
  if (phase === 'baking' && bakeWentWell(release)) return reasonNotToEndComparison(release);
  return `the last ${plan.holdbackPercent} % of the traffic are moved after the bake, got phase ${phase} and ${verdictOfBake(release)?.reason ?? 'no verdict'}; watch the bake to its end`;
}

/** Records the weights of a step after they were read back. */
export function shifted(ledger: Ledger, command: ShiftedCommand, now: string): Transition {
  const cause = mayGoOn(ledger, command.releaseId);
  if (cause !== undefined) return refusedBecause(cause);
  const release = ledger.release as ActiveRelease; // the guard saw it
  const { stepIndex, weights } = command;
  if (release.stepIndex !== stepIndex) {
    return refused(
      ErrorName.INVALID_INPUT,
      `stepIndex must be ${release.stepIndex ?? 'intended first'}, got ${stepIndex}; declare the intent before the weights change`,
    );
  }
  if (!sameSplit(weights, stepWeights(release, stepIndex))) {
    return refused(
      ErrorName.WEIGHTS_NOT_APPLIED,
      `weights must be ${JSON.stringify(stepWeights(release, stepIndex))} in step ${stepIndex}, got ${JSON.stringify(weights)}; write them again`,
    );
  }
  if (release.stepSince !== undefined) return unchanged(ledger, `step ${stepIndex} is recorded already`);
  return changed(
    { ...withRelease(ledger, release, { stepSince: now }), weights },
    {
      releaseId: command.releaseId,
      kind: `step-${stepIndex}`,
      at: now,
      reason: `${whoGoes(release, stepIndex)} is on ${release.environment}, read back`,
      evidence: { stepIndex, from: ledger.weights, to: weights },
    },
  );
}

/** Makes the new version the live one; the version before stays warm as standby. */
export function promote(ledger: Ledger, command: PromoteCommand, now: string): Transition {
  const cause = mayGoOn(ledger, command.releaseId);
  if (cause !== undefined) return refusedBecause(cause);
  const release = ledger.release as ActiveRelease; // the guard saw it
  if (release.promoted) return unchanged(ledger, 'the version is promoted already');
  const obstacle = reasonNotToPromote(release, ledger.weights);
  if (obstacle !== undefined) return refused(ErrorName.INVALID_INPUT, obstacle);
  const pause = heldBy(release, 'the promotion');
  if (pause !== undefined) return refusedBecause(pause);
  const promotedLedger: Ledger = {
    ...withRelease(ledger, release, { phase: 'standby', phaseSince: now, promoted: true }),
    live: deployedVersion(release, now),
    standby: ledger.live,
    // A forced release that proved good is no longer a rejected one.
    rejected: ledger.rejected.filter((version) => version.contentHash !== release.contentHash),
  };
  return changed(promotedLedger, {
    releaseId: command.releaseId,
    kind: 'promote',
    at: now,
    reason: `version ${release.version} is live in ${release.environment}`,
    evidence: { before: ledger.live?.version, weights: ledger.weights, bake: verdictOfBake(release)?.evidence },
  });
}

function reasonNotToPromote(release: ActiveRelease, weights: Weights): string | undefined {
  if (release.phase !== 'baking')
    return `a version is promoted after its bake time, got phase ${release.phase}; bake first`;
  if (!allStepsApplied(release) || !sameSplit(weights, allOn(release.environment))) {
    return `a version is promoted with all traffic on ${release.environment}, got ${JSON.stringify(weights)}; finish the traffic shift`;
  }
  if (!bakeWentWell(release)) {
    return `a version is promoted when the watch has said that its bake went well, got ${verdictOfBake(release)?.reason ?? 'no verdict'}; watch the bake to its end`;
  }
  const unjudged = reasonNotToPassJudge(release);
  if (unjudged === undefined) return undefined;
  return `a version is promoted when the judge has let it pass, got ${unjudged}; watch the last step to its end`;
}

function bakeWentWell(release: ActiveRelease): boolean {
  const verdict = verdictOfBake(release);
  return release.plan.bakeSeconds === 0 || (verdict !== undefined && verdict.status !== 'FAIL');
}

function deployedVersion(release: ActiveRelease, now: string): DeployedVersion {
  const environment: EnvironmentName = release.environment;
  const { version, contentHash, image, releaseId } = release;
  const copyArn = release.copyArn as string; // no step is taken without it
  return { version, contentHash, image, releaseId, environment, copyArn, since: now };
}
