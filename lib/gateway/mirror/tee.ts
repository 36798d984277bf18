import { AnswerHead } from './answer';

/** Takes a copy of a request as it passes. Called from the live path: nothing here throws, waits or takes long. */
export interface Tee {
  /** A part of the request's body. */
  add(chunk: Buffer): void;
  /** A part of the answer's body. */
  addAnswer(chunk: Buffer): void;
  /** The live answer has been sent completely: the copy may go. */
  finish(requestHeaders: readonly string[], live: AnswerHead): void;
  /** The live request failed or was given up: no copy. */
  abandon(): void;
}
