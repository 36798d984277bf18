/** What the first worker tells the others of a part. There from the order on: a worker that can't read it does not send on. */
export interface Watch {
  /** Why all of them have to stop. */
  readonly stop?: string;
  /** Milliseconds since 1970: after that, nobody looks whether load has to end. */
  readonly watchedUntilMs: number;
}

/** For how long one look is good: the next two may be late, or fail to be written. */
export const WATCH_MS = 15_000;
