import { keysOf } from '../evidence-store';
import { ShardContext } from './context';

/** A worker is a function, which Lambda ends after 15 minutes. */
const WORKER_MS = 900_000;

/** What the workers of a check have to know of its time. */
interface TimeLimit {
  readonly minutes: number;
  /** Milliseconds since 1970. */
  readonly endsAtMs: number;
}

type Keys = Pick<ReturnType<typeof keysOf>, 'timeLimit'>;

/**
 * Writes down until when workers may begin: time for as many rows of workers as there are, and for one more, because some begin late or are
 * tried again. A Map state has no timeout of its own, and what waits in it, or is tried again and again, has to end some time.
 */
export async function limitTime(
  { evidence, now }: Pick<ShardContext, 'evidence' | 'now'>,
  keys: Keys,
  { shards, maxConcurrency }: { readonly shards: number; readonly maxConcurrency: number },
): Promise<void> {
  const milliseconds = WORKER_MS * (Math.ceil(shards / maxConcurrency) + 1);
  const limit: TimeLimit = { minutes: milliseconds / 60_000, endsAtMs: now().getTime() + milliseconds };
  await evidence.write(keys.timeLimit, JSON.stringify(limit));
}

/** Throws when it is too late to begin, so that the check ends with what it has: nothing. */
export async function inTime({ evidence, now }: Pick<ShardContext, 'evidence' | 'now'>, keys: Keys): Promise<void> {
  const { minutes, endsAtMs } = JSON.parse(await evidence.read(keys.timeLimit)) as TimeLimit;
  const lateMs = now().getTime() - endsAtMs;
  if (lateMs <= 0) return;
  throw new Error(
    `the last worker must begin within ${minutes} minutes, got one ${Math.ceil(lateMs / 1000)} s later; ` +
      'use smaller shards or a higher maxConcurrency, or see why workers were tried again',
  );
}
