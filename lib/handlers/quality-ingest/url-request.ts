import { FeedbackResult } from '../../contract';
import { messageOf } from '../shared/errors';
import { parseEvent } from '../shared/parse';
import { feedbackSchema, RawFeedback, UrlRequest } from './event-schema';

/** What a function URL makes an HTTP answer of. */
export interface UrlAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The feedback API over HTTP: the body is what a direct call gives as its event, and nothing else of the request matters. Whatever is the
 * caller's fault is answered with its rule; anything else fails the invocation, so that the alarm counts it and the caller gets a 502.
 */
export async function answerRequest(
  request: UrlRequest,
  take: (feedback: RawFeedback) => Promise<FeedbackResult>,
): Promise<UrlAnswer> {
  const { method } = request.requestContext.http;
  if (method !== 'POST') {
    return answer(
      405,
      { error: `the method must be POST, got ${method}; send records in the body` },
      { allow: 'POST' },
    );
  }
  let feedback: RawFeedback;
  try {
    feedback = parseEvent(feedbackSchema, JSON.parse(bodyOf(request)));
  } catch (error) {
    const problem = error instanceof SyntaxError ? 'the body must be JSON, and is not' : messageOf(error);
    return answer(400, { error: problem });
  }
  return answer(200, await take(feedback));
}

function bodyOf({ body = '', isBase64Encoded = false }: UrlRequest): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
}

function answer(statusCode: number, body: object, headers: Readonly<Record<string, string>> = {}): UrlAnswer {
  return { statusCode, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
