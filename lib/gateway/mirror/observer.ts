import { EnvironmentName } from '../../contract/environment';
import { Answer } from './answer';

/** What became of a copy. */
export type MirrorOutcome =
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** No answer, or not all of it: no connection, it ended, or it took too long. */
  | { readonly kind: 'failed' }
  | { readonly kind: 'timed-out'; readonly afterMs: number };

/** A live answer beside what the mirror target made of the same request. */
export interface AnswerPair {
  readonly live: { readonly environment: EnvironmentName; readonly answer: Answer };
  readonly mirror: { readonly environment: EnvironmentName; readonly outcome: MirrorOutcome };
  readonly request: {
    readonly method: string;
    /** Path and query. */
    readonly target: string;
    /** Names and values in turn, as sent to the live model. */
    readonly headers: readonly string[];
    readonly body: Buffer;
  };
}

/**
 * Gets every copy that was sent, with both answers. Called when both are over, never on the way of a live request; but it
 * shares the thread with them, so what takes long has to be cut in pieces. What it throws is logged and forgotten.
 */
export interface PairObserver {
  /** Bytes of each answer's body that the observer wants at most, at this moment; longer ones come without. 0 keeps none. */
  readonly bodyLimit: number;
  paired(pair: AnswerPair): void;
}
