import { ClientRequest, IncomingMessage } from 'node:http';
import { MIRROR_HEADER } from '../../../contract/gateway';
import { SageMakerConfig } from '../../config/sagemaker-config';
import { ModelPool, RequestHead } from '../../forward/model-pool';
import { Refusal } from '../../forward/refusal';
import { RequestBody } from '../../forward/request-body';
import { ModelAnswer, Upstream, UpstreamFailure, UpstreamProblems } from '../../forward/upstream';
import { Logger } from '../../log/logger';
import { BodyCapture } from '../../mirror/body-capture';
import { ByteBudget } from '../../mirror/byte-budget';
import { KeyRing } from '../keys';
import { hostOf } from '../origin';
import { sign } from '../sign';
import { readFailure, Refused, successfulAnswer } from './answers';
import { invocationOf, losesMark, MOST_BODY_BYTES } from './invocation';

const PROBLEMS: UpstreamProblems = {
  refused: 'a header of the request can not be signed; use visible US-ASCII characters',
  unreachable: 'SageMaker could not be reached; give the gateway a way to it, such as a VPC endpoint',
  'cut-off': 'SageMaker ended the connection before its answer; try again',
  'invalid-answer': 'the answer of SageMaker is not valid HTTP/1.1; try again',
  timeout: 'the model did not answer in time; SageMaker gives it 60 s at most, make it faster',
  overloaded: 'too many bodies are under way; try again later',
};

const TOO_LARGE = `the body has more than ${MOST_BODY_BYTES} bytes, the limit of SageMaker; send less at a time`;

/** Between two lines that tell of refused requests. */
const LOG_PAUSE_MS = 60_000;

export interface SageMakerEndpointOptions {
  readonly config: SageMakerConfig;
  /** Idle connections are closed after so many milliseconds. */
  readonly idleMs: number;
  readonly keys: KeyRing;
  readonly log: Logger;
  /** Steady milliseconds. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wallClock: () => number;
}

/**
 * A SageMaker endpoint, invoked with the task's own role (`sagemaker:InvokeEndpoint`). The body of a request is received
 * completely before it is sent, because its hash is signed: 6,291,456 bytes at most, and all of those under way together at most
 * `maxBytes`. Answers are passed on as they come.
 */
export class SageMakerEndpoint implements Upstream {
  readonly problems = PROBLEMS;
  readonly authority: string;
  private readonly pool: ModelPool;
  private readonly budget: ByteBudget;
  private loggedAt = -Infinity;

  constructor(private readonly options: SageMakerEndpointOptions) {
    const { config, idleMs, now } = options;
    this.authority = hostOf(config.origin);
    this.pool = new ModelPool(config.origin, idleMs, now);
    this.budget = new ByteBudget(config.maxBytes);
  }

  /** What would reach the model changed, or not at all. */
  refusalOf({ method, headers }: IncomingMessage): Refusal | undefined {
    if (method !== 'POST') return { status: 501, problem: `SageMaker knows POST only, got ${method}; send a POST` };
    if (headers['content-encoding'] !== undefined) {
      return { status: 415, problem: 'SageMaker does not hand content-encoding on; send the body unpacked' };
    }
    if (Number(headers['content-length'] ?? 0) > MOST_BODY_BYTES) return { status: 413, problem: TOO_LARGE };
    if (losesMark({ headers: headers as Record<string, string> })) {
      return {
        status: 400,
        problem: 'custom attributes leave no room for the mark of a mirrored request; shorten them',
      };
    }
    return undefined;
  }

  /** The mark of a copy needs room in the custom attributes: one without would be refused, which is no fault of the candidate. */
  marksCopyOf({ headers }: IncomingMessage): boolean {
    return !losesMark({ headers: { ...(headers as Record<string, string>), [MIRROR_HEADER]: '1' } });
  }

  bodyOf(): RequestBody {
    return { kind: 'held', capture: new BodyCapture(MOST_BODY_BYTES, this.budget), tooLarge: TOO_LARGE };
  }

  open({ path = '', headers }: RequestHead, connection: 'shared' | 'own', body: Buffer): ClientRequest {
    const { config, keys, wallClock } = this.options;
    const current = keys.current();
    if (current === undefined) {
      throw new UpstreamFailure('unreachable', 'the gateway has no AWS credentials; see its log');
    }
    const request = { target: path, headers: byName(headers) };
    const invocation = invocationOf(request, config.endpointName, config.streamHeader);
    if (!Object.values(invocation.headers).every((value) => /^[\t\x20-\x7e]*$/.test(value))) {
      throw new UpstreamFailure('refused', PROBLEMS.refused);
    }
    const unsigned = { ...invocation, headers: { ...invocation.headers, host: this.authority }, method: 'POST', body };
    const signed = sign(unsigned, { service: 'sagemaker', region: config.region }, current, wallClock());
    const sent = [...Object.entries(signed).flat(), 'content-length', String(body.length)];
    return this.pool.open({ method: 'POST', path: invocation.path, headers: sent }, connection);
  }

  read(incoming: IncomingMessage, done: (answer: ModelAnswer | UpstreamFailure) => void): void {
    if (incoming.statusCode === 200) done(successfulAnswer(incoming));
    else readFailure(incoming, (refused) => this.tell(refused), done);
  }

  close(): void {
    this.pool.close();
  }

  /** Why requests fail is told once in a while: it is the same for all of them. */
  private tell({ code, message }: Refused): void {
    const { now, log, config } = this.options;
    if (now() - this.loggedAt < LOG_PAUSE_MS) return;
    this.loggedAt = now();
    log.error('SageMaker refuses requests', { endpoint: config.endpointName, code, said: message.slice(0, 1_000) });
  }
}

/** Names in lower case; of those that came more than once, all values, as one list. */
function byName(headers: readonly string[]): Record<string, string> {
  const result: Record<string, string> = {};
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index].toLowerCase();
    result[name] = Object.hasOwn(result, name) ? `${result[name]}, ${headers[index + 1]}` : headers[index + 1];
  }
  return result;
}
