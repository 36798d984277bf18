import { Replay } from '../replay';

/** A rule that may roll back at the end of each minute. */
export interface ReplayJudge<T extends Replay = Replay> {
  readonly name: string;
  /** Minutes until it rolls back, from 1; undefined: it never does. */
  readonly rollsBackAfter: (replay: T) => number | undefined;
  /** It takes so long that only a part of the replays is played to it, and only so many minutes of each. */
  readonly slow?: { readonly replays: number; readonly minutes: number };
}
