import { headerIn } from '../../core/raw-headers';
import { BodyCapture } from './body-capture';

/** An answer without its body. */
export interface AnswerHead {
  readonly status: number;
  /** Names and values in turn, as they came, without those of one connection. */
  readonly headers: readonly string[];
  /** Milliseconds from the request on its way until the head of the answer. */
  readonly latencyMs: number;
  /** Milliseconds until its end. */
  readonly totalMs: number;
}

/** What one environment answered. */
export interface Answer extends AnswerHead {
  /** Length of the body. */
  readonly bytes: number;
  /** Undefined for a stream of events, and when it was larger than anybody wanted. */
  readonly body: Buffer | undefined;
  /** The body is not here because there was no room for it. */
  readonly lost: boolean;
}

/** Streams are told by length only: no two of them are cut in the same pieces, and parsing them takes the thread's time. */
export function answerOf(head: AnswerHead, captured: BodyCapture): Answer {
  const body = isEventStream(head.headers) ? undefined : captured.body();
  return { ...head, bytes: captured.bytes, body, lost: captured.missing === 'no-room' };
}

function isEventStream(headers: readonly string[]): boolean {
  return headerIn(headers, 'content-type')?.startsWith('text/event-stream') === true;
}
