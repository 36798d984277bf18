import { releaseOf, ShardContext } from './context';

/** Lambda's own limit of 15 minutes, less what the slowest items (two minutes) and reading and writing take. */
const MOST_MS = 780_000;

/** How often a worker asks whether somebody decided against the release. */
const LOOK_MS = 15_000;

/** What a worker does, for the error of one that does not manage. */
export interface Work {
  readonly releaseId: string;
  readonly total: number;
  readonly done: () => number;
  /** What to do about it. */
  readonly remedy: string;
  /** Most milliseconds. @default - 13 minutes */
  readonly mostMs?: number;
}

/** Asked before each item: throws when the release does not go on, or the worker's time is over. */
export function workerGuard(
  context: ShardContext,
  { releaseId, total, done, remedy, mostMs = MOST_MS }: Work,
): () => Promise<void> {
  const started = context.stopwatch();
  let looked = started;
  return async () => {
    const now = context.stopwatch();
    if (now - started > mostMs) {
      throw new Error(`a worker must send its ${total} items in ${mostMs / 1000} s, got ${done()} done; ${remedy}`);
    }
    if (now - looked < LOOK_MS) return;
    looked = now;
    await releaseOf(context, releaseId);
  };
}

/** Each of the concurrent senders takes the next one as soon as its last one is done; none does after an error. */
export async function inTurns<T>(
  items: readonly T[],
  atATime: number,
  guard: () => Promise<unknown>,
  each: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  let failed = false;
  const sender = async () => {
    for (const item of waiting) {
      try {
        await guard();
        await each(item);
      } catch (error) {
        failed = true;
        throw error;
      }
      if (failed) return;
    }
  };
  await Promise.all(Array.from({ length: atATime }, sender));
}
