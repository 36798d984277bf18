import { ClientRequest } from 'node:http';
import { answerBegun } from './connection-pool';

/** What is known about a request whose connection to the model ended. */
export interface LostConnection {
  /** Error code of Node.js. */
  readonly code: string | undefined;
  /** Whether the connection had served a request before. */
  readonly reused: boolean;
  /** Whether any byte of an answer to this request came in. */
  readonly answerBegun: boolean;
  /** Whether all of the body is still here. */
  readonly replayable: boolean;
  readonly alreadyRetried: boolean;
  /** Milliseconds since the request was sent. */
  readonly sinceSentMs: number;
}

/**
 * A server that closes an idle connection answers a request on it with a reset at once, even when it is busy. A connection that
 * ends later was alive: the model died of the request, or while it worked on it, and must not get it twice.
 */
const RACE_WINDOW_MS = 1_000;

/**
 * Whether the request may be sent a second time: only when it met a connection that the model was just closing, so that
 * the model never saw it. That a request is not idempotent is no reason against: it was not processed.
 */
export function mayRetry(lost: LostConnection): boolean {
  return (
    (lost.code === 'ECONNRESET' || lost.code === 'EPIPE') &&
    lost.reused &&
    !lost.answerBegun &&
    lost.replayable &&
    !lost.alreadyRetried &&
    lost.sinceSentMs <= RACE_WINDOW_MS
  );
}

/** What is known about a request that ended with an error, and what only its sender knows. */
export function lostConnection(
  request: ClientRequest,
  { code }: NodeJS.ErrnoException,
  sender: Pick<LostConnection, 'replayable' | 'alreadyRetried' | 'sinceSentMs'>,
): LostConnection {
  return { ...sender, code, reused: request.reusedSocket, answerBegun: answerBegun(request) };
}
