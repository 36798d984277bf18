import { ErrorName } from '../../contract';
import { mayGoOn } from '../guard';
import { OperatorWishes, reasonNotToWish, secondsPaused, Wish } from '../operator-wishes';
import { WishCommand } from './command';
import { ActiveRelease, Ledger } from './ledger';
import { changed, refused, refusedBecause, Transition, unchanged, withRelease } from './transition';

/** Notes what an operator asks of the release. The same wish twice is one; an abort or a rollback overrules all of them. */
export function noteWish(ledger: Ledger, command: WishCommand, now: string): Transition {
  const cause = mayGoOn(ledger, command.releaseId);
  if (cause !== undefined) return refusedBecause(cause);
  const release = ledger.release as ActiveRelease; // the guard saw it
  const done = reasonOfRepetition(release, command);
  if (done !== undefined) return unchanged(ledger, done);
  const obstacle = reasonNotToWish(release, command.wish);
  if (obstacle !== undefined) return refused(ErrorName.INVALID_INPUT, obstacle);
  const { releaseId, wish: kind, by, reason } = command;
  const { phase, stepIndex } = release;
  return changed(withRelease(ledger, release, { wishes: { ...release.wishes, ...granted(release, command, now) } }), {
    releaseId,
    kind,
    at: now,
    reason: `${by} asked to ${kind}: ${reason}`,
    evidence: { phase, stepIndex },
  });
}

function granted(release: ActiveRelease, { wish, by, reason, asks }: WishCommand, now: string): OperatorWishes {
  const noted: Wish = { by, reason, at: now };
  const { phase, stepIndex = 0, wishes = {} } = release;
  const { pause, question } = wishes;
  switch (wish) {
    case 'pause':
      return asks === true ? { pause: { ...noted, asks }, question: noted } : { pause: noted };
    case 'resume':
      return {
        pause: undefined,
        pausedSeconds: secondsPaused(release, now),
        // Who resumes a pause of their own has not been asked.
        ...(pause?.asks === true && question !== undefined ? { question: { ...question, answer: noted } } : {}),
      };
    case 'promote-full':
      return { promoteFull: noted };
    case 'skip':
      return { skipped: { ...noted, phase, stepIndex } };
    default:
      return wish satisfies never;
  }
}

/** A skip was meant for the time that its operator saw: of one that is over by now nothing is left to end. */
function reasonOfRepetition(
  { phase, stepIndex, wishes = {} }: ActiveRelease,
  command: WishCommand,
): string | undefined {
  const { pause, promoteFull, skipped } = wishes;
  switch (command.wish) {
    case 'pause':
      return pause === undefined ? undefined : `${pause.by} paused the release already`;
    case 'resume':
      return pause === undefined ? 'the release is not paused' : undefined;
    case 'promote-full':
      return promoteFull === undefined ? undefined : `${promoteFull.by} asked to promote in full already`;
    case 'skip': {
      const { seen } = command;
      if (seen !== undefined && (seen.phase !== phase || seen.stepIndex !== stepIndex))
        return 'that time is over already';
      const isSkipped = skipped?.phase === phase && skipped.stepIndex === stepIndex;
      return isSkipped ? `${skipped.by} skipped the rest of it already` : undefined;
    }
    default:
      return command.wish satisfies never;
  }
}
