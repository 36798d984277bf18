import { ClientRequest, IncomingMessage } from 'node:http';
import { Address } from '../config/variables';
import { endToEndHeaders } from './headers';
import { ModelPool, RequestHead } from './model-pool';
import { bodyOf } from './request-body';
import { ModelAnswer, Upstream, UpstreamFailure, UpstreamProblems } from './upstream';

const PROBLEMS: UpstreamProblems = {
  refused: 'the request has a target or a header that HTTP/1.1 does not allow; encode it',
  unreachable: 'the model server could not be reached; see the log of its container',
  'cut-off': 'the model server ended the connection before its answer; see the log of its container',
  timeout: 'the model did not answer in time; raise the timeout or make the model faster',
  'invalid-answer': 'the answer of the model server is not valid HTTP/1.1; correct the server',
  overloaded: 'too many requests are under way; try again later',
};

/** A model server that speaks HTTP/1.1: requests and answers are handed on as they are. */
export class ModelServer implements Upstream {
  readonly problems = PROBLEMS;
  readonly bodyOf = bodyOf;
  private readonly pool: ModelPool;

  /** @param now steady milliseconds */
  constructor(model: Address, idleMs: number, now: () => number) {
    this.pool = new ModelPool(model, idleMs, now);
  }

  get authority(): string {
    return this.pool.authority;
  }

  refusalOf(): undefined {
    return undefined;
  }

  marksCopyOf(): boolean {
    return true;
  }

  open(head: RequestHead, connection: 'shared' | 'own'): ClientRequest {
    return this.pool.open(head, connection);
  }

  read(incoming: IncomingMessage, done: (answer: ModelAnswer | UpstreamFailure) => void): void {
    const { headers, statusCode = 0, statusMessage } = incoming;
    this.pool.heed(headers['keep-alive'] as string | undefined);
    const coding = headers['transfer-encoding'];
    if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
      return done(new UpstreamFailure('invalid-answer', PROBLEMS['invalid-answer']));
    }
    const length = headers['content-length'];
    done({ status: statusCode, statusMessage, headers: endToEndHeaders(incoming), length, body: incoming });
  }

  close(): void {
    this.pool.close();
  }
}
