import { WatchResult } from '../contract/index';
import { verdictOfBake } from './ledger/bake-verdict';
import { reasonNotToPassJudge } from './ledger/judge-verdict';
import { ActiveRelease } from './ledger/ledger';
import { bakeStepIndex } from './plan';
import { isBeingWritten, secondsLeft } from './phase-time';
import { secondsBetween } from './time';

/** What an operator may ask of a release that goes forward. An abort is no wish: it always wins. */
export type WishKind = 'pause' | 'resume' | 'promote-full' | 'skip';

/** A wish, with who had it, why and when. */
export interface Wish {
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

/** The end of a time that an operator did not wait for: of a step while traffic shifts, or of the bake. */
export interface SkippedTime extends Wish {
  readonly phase: ActiveRelease['phase'];
  readonly stepIndex: number;
}

/** What the judge asks people: whether a version without a proof may go on. Only who resumes the pause of the question answers it. */
export interface Question extends Wish {
  readonly answer?: Wish;
}

/** A pause; with `asks` it is the judge's, for people to answer its question. */
export interface Pause extends Wish {
  readonly asks?: true;
}

/** What operators have asked of a release. */
export interface OperatorWishes {
  /** Holds the release at the end of the current step or bake. */
  readonly pause?: Pause;
  /** The last question of the judge. */
  readonly question?: Question;
  /** What pauses before this one have held the release for, seconds. */
  readonly pausedSeconds?: number;
  /** Steps and times that are left are not waited for. */
  readonly promoteFull?: Wish;
  /** The last time that somebody ended; it counts for its own step or bake only. */
  readonly skipped?: SkippedTime;
}

/** Why a wish can't be granted, as value, rule and remedy; undefined when it can. */
export function reasonNotToWish(release: ActiveRelease, kind: WishKind): string | undefined {
  const { phase, wishes, plan } = release;
  const pause = wishes?.pause;
  if (kind === 'resume') return undefined;
  if (kind === 'promote-full') {
    if (release.promoted) return `version ${release.version} is promoted already; there is nothing left to shorten`;
  } else if (phase !== 'shifting' && phase !== 'baking') {
    return `${kind} is possible while traffic shifts or bakes, got phase ${phase}; ask again then, or abort`;
  }
  if (kind !== 'promote-full' && phase === 'baking' && verdictOfBake(release) !== undefined) {
    return `${kind} is possible until the bake is over, and it is; the promotion follows, after which only a rollback or an abort counts`;
  }
  const timeout = plan.pauseTimeoutSeconds ?? 0;
  if (kind === 'pause' && (wishes?.pausedSeconds ?? 0) >= timeout) {
    return `pauses may hold a release for ${timeout} s in all, which is used up; resume in time, or set pauseTimeout for the next one`;
  }
  if (kind === 'skip' && phase === 'shifting' && release.stepIndex === undefined) {
    return 'skip ends the time of a step, got a release before its first one, which waits for no time; ask again in a step, or abort';
  }
  if (kind === 'skip' && phase === 'shifting' && release.stepSince === undefined) {
    return 'skip ends the time of a step that was read back, got one that is being written; ask again in a moment';
  }
  if (kind !== 'pause' && pause !== undefined) {
    return `${pause.by} paused the release at ${pause.at} (${pause.reason}), ${kind} would overrule that; resume it first`;
  }
  return undefined;
}

/** Who did not wait for the end of the current step or bake; undefined when its time counts. Never says anything about a gate. */
export function whoseTimeIsOver({ phase, stepIndex, wishes }: ActiveRelease): (Wish & { what: WishKind }) | undefined {
  if (phase !== 'shifting' && phase !== 'baking') return undefined;
  const { promoteFull, skipped } = wishes ?? {};
  if (promoteFull !== undefined) return { ...promoteFull, what: 'promote-full' };
  if (skipped?.phase === phase && skipped.stepIndex === stepIndex) return { ...skipped, what: 'skip' };
  return undefined;
}

/**
 * The step that a shift takes when the workflow asks for `asked`. With promote-full that is the one that the bake follows, as soon as
 * the step that was begun is read back; the one after the bake stays what it is. An analysis has to see some traffic on both sides, so
 * until its verdict is in, that is the last step which leaves the old version any.
 */
export function stepToTake(release: ActiveRelease, asked: number): number {
  const { stepIndex, plan, wishes } = release;
  if (wishes?.promoteFull === undefined || stepIndex === asked) return asked;
  const last = bakeStepIndex(plan);
  const isUnjudged = reasonNotToPassJudge(release) !== undefined;
  const target = isUnjudged && plan.steps[last].percent === 100 ? last - 1 : last;
  return Math.max(asked, target);
}

/** Seconds for which pauses have held the release by now, this one included: from the end of the step or bake, or from a later pause on. */
export function secondsPaused(release: ActiveRelease, now: string): number {
  const { pause, pausedSeconds = 0 } = release.wishes ?? {};
  if (pause === undefined) return pausedSeconds;
  return pausedSeconds + Math.min(secondsBetween(pause.at, now), secondsOver(release, now));
}

/** Seconds since the time of the current step or bake was over, by itself or because somebody did not wait; 0 while it is not. */
function secondsOver(release: ActiveRelease, now: string): number {
  const waived = whoseTimeIsOver(release);
  const since = release.phase === 'shifting' ? release.stepSince : release.phaseSince;
  const waivedFor =
    waived === undefined || since === undefined
      ? 0
      : Math.min(secondsBetween(waived.at, now), secondsBetween(since, now));
  return Math.max(0, -secondsLeft(release, now), waivedFor);
}

/**
 * A look that would go on to the next step or to the promotion is held while somebody pauses the release: until it is resumed, or
 * until pauses have taken as long as the plan allows; then the release goes back. What speaks against a release is not held.
 */
export function heldByPause(release: ActiveRelease, result: WatchResult, now: string): WatchResult {
  const { phase, wishes } = release;
  const pause = wishes?.pause;
  const isHeld = pause !== undefined && (phase === 'shifting' || phase === 'baking') && !isBeingWritten(release);
  if (!isHeld || result.decision !== 'done') return result;
  const timeout = release.plan.pauseTimeoutSeconds ?? 0;
  const paused = Math.floor(secondsPaused(release, now));
  const evidence = { ...result.evidence, pausedBy: pause.by, pausedAt: pause.at, pausedSeconds: paused };
  const who = `${pause.by} paused the release at ${pause.at}: ${pause.reason}`;
  if (paused >= timeout) {
    const reason = `${who}; nobody resumed it in ${timeout} s`;
    return { decision: 'roll-back', reason, evidence: { ...evidence, trigger: 'watch' } };
  }
  return { decision: 'continue', reason: `${who}; it is held for ${timeout - paused} s more at most`, evidence };
}

/** Words for the end of a time, however it came. */
export function endOfTime(release: ActiveRelease): string {
  const { phase } = release;
  if (phase === 'shifting' && release.stepSince === undefined) return 'no step is waited for';
  const waived = whoseTimeIsOver(release);
  return waived === undefined
    ? `the time of phase ${phase} is over`
    : `${waived.by} did not wait for the end of phase ${phase} (${waived.what}: ${waived.reason})`;
}
