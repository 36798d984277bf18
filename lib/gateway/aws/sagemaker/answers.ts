import { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { ModelAnswer, UpstreamFailure } from '../../forward/upstream';
import { members, readSmall } from '../small-call';
import { EventStreamDecoder } from './event-stream';

/** What SageMaker said when it was not the model that failed. */
export interface Refused {
  /** Such as `ThrottlingException`. */
  readonly code: string;
  readonly message: string;
}

const STREAM_TYPE = 'x-amzn-sagemaker-content-type';

/**
 * A successful answer: the model's body with its `content-type`, its custom attributes (`x-amzn-sagemaker-custom-attributes`),
 * the variant that answered (`x-amzn-invoked-production-variant`), SageMaker's `x-amzn-requestid`, and other `x-amzn-` headers.
 */
export function successfulAnswer(incoming: IncomingMessage): ModelAnswer {
  const streams = incoming.headers['content-type'] === 'application/vnd.amazon.eventstream';
  const headers = amznHeaders(incoming);
  const type = streams ? incoming.headers[STREAM_TYPE] : incoming.headers['content-type'];
  if (typeof type === 'string') headers.push('content-type', type);
  return {
    ...{ status: 200, statusMessage: undefined, headers },
    length: streams ? undefined : incoming.headers['content-length'],
    body: streams ? decoded(incoming) : incoming,
  };
}

function amznHeaders({ rawHeaders }: IncomingMessage): string[] {
  return rawHeaders.flatMap((name, index) => {
    const kept = index % 2 === 0 && /^x-amzn-(?!errortype$|sagemaker-content-type$)/i.test(name);
    return kept ? [name, rawHeaders[index + 1]] : [];
  });
}

function decoded(incoming: IncomingMessage): Readable {
  const decoder = new EventStreamDecoder();
  incoming.on('error', (error) => decoder.destroy(error));
  return incoming.pipe(decoder);
}

/**
 * An answer that is not successful. 424 is the model's own failure: its status and text are taken out. What the caller did
 * wrong becomes a refusal; that there is nobody to invoke, or not allowed to, is `unreachable`; throttling, and a model that is
 * not loaded yet, `overloaded`. Callers are told SageMaker's code, `onRefused` its words, which name roles and ARNs.
 */
export function readFailure(
  incoming: IncomingMessage,
  onRefused: (refused: Refused) => void,
  done: (answer: ModelAnswer | UpstreamFailure) => void,
): void {
  const type = String(incoming.headers['x-amzn-errortype'] ?? 'UnknownError').split(':')[0];
  incoming.on('error', () => done(new UpstreamFailure('cut-off', 'the answer of SageMaker broke off; try again')));
  readSmall(incoming, (text) => {
    const answer = members(text);
    if (type === 'ModelError') return done(modelsAnswer(amznHeaders(incoming), answer));
    const refused = { code: type, message: textIn(answer.Message ?? answer.message) ?? text };
    const failure = failureOf(incoming.statusCode ?? 0, refused);
    if (failure.reason !== 'refused') onRefused(refused);
    done(failure);
  });
}

function modelsAnswer(headers: string[], error: Record<string, unknown>): ModelAnswer | UpstreamFailure {
  const status = Number(error.OriginalStatusCode);
  if (/timed out/i.test(textIn(error.Message) ?? '')) {
    return new UpstreamFailure('timeout', 'the model did not answer within the 60 s of SageMaker; make it faster');
  }
  if (!(status >= 400 && status <= 599)) {
    return new UpstreamFailure('cut-off', 'the model gave SageMaker no answer; see the log of the endpoint');
  }
  const text = textIn(error.OriginalMessage) ?? '';
  const type = Object.keys(members(text)).length > 0 ? 'application/json' : 'text/plain; charset=utf-8';
  const body = Buffer.from(text);
  return {
    ...{ status, statusMessage: undefined, headers: [...headers, 'content-type', type] },
    ...{ length: String(body.length), body: Readable.from([body], { objectMode: false }) },
  };
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function failureOf(status: number, { code, message }: Refused): UpstreamFailure {
  const told = (problem: string) => `SageMaker answered ${code}: ${problem}`;
  if (status === 413 || /oversize body/.test(message)) {
    const limits = '6291456 bytes, or 4194304 to a serverless endpoint';
    return new UpstreamFailure('refused', told(`the body has more than ${limits}; send less at a time`), 413);
  }
  if (status === 429 || /Throttl|TooManyRequests|ModelNotReady/.test(code)) {
    return new UpstreamFailure('overloaded', told('it takes no more requests for now; try again later'));
  }
  if (code === 'ValidationError' && !/^Endpoint .* not found/.test(message)) {
    return new UpstreamFailure('refused', told('a header is not as it wants it; correct the x-amzn-sagemaker headers'));
  }
  return new UpstreamFailure('unreachable', told('the endpoint could not be invoked; see the log of the gateway'));
}
