import { Json } from '../../json';

/** One attempt of a Task, ready to be made. */
export interface TaskWork {
  /** ARN of what is called, for people. */
  readonly of: string;
  /** Resolves with what the integration makes of the answer; the signal is aborted when nobody waits for it any more. */
  run(signal: AbortSignal): Promise<Json>;
}
