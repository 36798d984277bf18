import { REQUEST_ID_HEADER } from '../../contract/gateway';
import { Redaction } from '../../core/compare/redact';
import { headerIn } from '../../core/raw-headers';
import { Answer } from '../mirror/answer';
import { AnswerPair } from '../mirror/observer';

/** Parsing takes the thread from live requests: longer bodies are left out. */
const BODY_LIMIT = 64 * 1024;

/** A pair of answers that differ, and what is known of it beside. */
export interface Differing {
  readonly pair: AnswerPair;
  readonly outcome: 'disagree' | 'error';
  readonly slice: string | undefined;
}

/**
 * What is kept of a request that was answered otherwise: which one, how, in which time. Bodies only with a redaction, which takes out what
 * may not leave; a body that is no JSON, to which it can't be applied, stays here. Of headers only the request's id, no query.
 */
export function sampleOf({ pair, outcome, slice }: Differing, redaction: Redaction | undefined): object {
  const { live, mirror, request } = pair;
  const bodyOf = (body: Buffer | undefined) => redacted(body, redaction);
  const answerOf = ({ status, latencyMs, bytes, body }: Answer) => ({
    ...{ status, latencyMs: Math.round(latencyMs), bytes },
    body: bodyOf(body),
  });
  const { kind } = mirror.outcome;
  return {
    outcome,
    slice,
    request: {
      id: headerIn(request.headers, REQUEST_ID_HEADER),
      method: request.method,
      path: request.target.split('?')[0],
      bytes: request.body.length,
      body: bodyOf(request.body),
    },
    [live.environment]: answerOf(live.answer),
    [mirror.environment]: kind === 'answered' ? answerOf(mirror.outcome.answer) : { [kind]: true },
  };
}

function redacted(body: Buffer | undefined, redaction: Redaction | undefined): unknown {
  if (redaction === undefined || body === undefined || body.length > BODY_LIMIT) return undefined;
  try {
    return redaction(JSON.parse(body.toString()));
  } catch {
    return undefined; // no JSON
  }
}
