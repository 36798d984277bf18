import { Vote } from './vote';

/** What the votes on one assertion come to. */
export type Judgement =
  | {
      readonly kind: 'judged';
      readonly pass: boolean;
      /** Mean of the votes' scores. */
      readonly score: number;
      /** Numbers only; what judges say may quote the answer. */
      readonly reason: string;
      /** What the judges said, in their words. */
      readonly said: readonly string[];
    }
  | { readonly kind: 'undecided'; readonly reason: string };

/** How many votes are asked for, and how many of them have to pass. */
export interface Ballot {
  readonly votes: number;
  /** More than half of the votes when absent. */
  readonly needed?: number;
}

/**
 * Counts votes: passed with as many as are needed, failed when the missing ones could not help, and undecided in between. Throws for a
 * ballot that nobody could pass, or nobody fail.
 */
export function judgementOf(votes: readonly Vote[], ballot: Ballot): Judgement {
  const needed = ballot.needed ?? Math.floor(ballot.votes / 2) + 1;
  if (!Number.isInteger(needed) || needed < 1 || needed > ballot.votes) {
    throw new Error(`needed votes must be 1 to ${ballot.votes}, got ${needed}; ask for more votes or need fewer`);
  }
  const cast = votes.filter((vote) => vote.kind === 'vote');
  const passed = cast.filter(({ pass }) => pass).length;
  const missing = Math.max(0, ballot.votes - cast.length);
  const reason = `${passed} of ${cast.length} votes pass, ${needed} of ${ballot.votes} needed`;
  if (passed < needed && passed + missing >= needed) {
    const silent = votes.find((vote) => vote.kind === 'none');
    return { kind: 'undecided', reason: silent === undefined ? reason : `${reason}; ${silent.reason}` };
  }
  const score = cast.reduce((sum, vote) => sum + vote.score, 0) / cast.length;
  const said = cast.flatMap((vote) => (vote.reason === undefined ? [] : [vote.reason]));
  return { kind: 'judged', pass: passed >= needed, score, reason, said };
}
