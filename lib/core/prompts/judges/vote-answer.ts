import { JudgeQuestion } from '../../../contract/index';
import { UNBOUNDED_TYPES } from '../read/vocabulary';
import { readVoteText, Vote } from './vote';

/** Of what a judge says, as much as a report can use. */
const LONGEST_REASON = 300;

/** What a judging model wrote, as a vote. */
export function writtenVote({ assertion }: JudgeQuestion, text: string): Vote {
  const threshold = typeof assertion.threshold === 'number' ? { threshold: assertion.threshold } : {};
  return readVoteText(text, { type: String(assertion.type), ...threshold });
}

/**
 * A vote as a judge's function answers it, so that `readVote` reads the same vote again; null is none. Where the threshold is no share,
 * only whether it passed is said. A score that rounding kept below the threshold that it reached is the threshold.
 */
export function voteAnswer({ assertion }: JudgeQuestion, vote: Vote): unknown {
  if (vote.kind === 'none') return null;
  const { type, threshold } = assertion;
  if (UNBOUNDED_TYPES.has(String(type))) return vote.pass;
  const score = vote.pass && typeof threshold === 'number' ? Math.max(vote.score, threshold) : vote.score;
  return {
    pass: vote.pass,
    score,
    ...(vote.reason === undefined ? {} : { reason: vote.reason.slice(0, LONGEST_REASON) }),
  };
}
