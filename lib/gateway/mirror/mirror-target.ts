import { ClientRequest, IncomingMessage } from 'node:http';
import { MIRROR_HEADER } from '../../contract/gateway';
import { ENVIRONMENT_HEADER } from '../../contract/names';
import { Address } from '../config/variables';
import { endToEndHeaders } from '../forward/headers';
import { ModelPool } from '../forward/model-pool';
import { lostConnection, mayRetry } from '../forward/retry';
import { AnswerHead, answerOf } from './answer';
import { Copy } from './copy';
import { MirrorOutcome } from './observer';

/** Idle connections are closed after this: as long as those to the live model. */
const IDLE_MS = 1_000;

/** Written anew for a copy. */
const REWRITTEN = new Set(['content-length', 'transfer-encoding', ENVIRONMENT_HEADER]);

export interface MirrorTargetOptions {
  readonly target: Address;
  /** Milliseconds until the end of the answer. */
  readonly timeoutMs: number;
  /** Steady milliseconds. */
  readonly now: () => number;
}

/** Sends copies to an environment, on connections of their own. */
export class MirrorTarget {
  private readonly pool: ModelPool;

  constructor(private readonly options: MirrorTargetOptions) {
    this.pool = new ModelPool(options.target, IDLE_MS, options.now);
  }

  /** Resolves when it is over, whatever happens. */
  send(copy: Copy): Promise<MirrorOutcome> {
    return new Promise((resolve) => new Delivery(this.options, this.pool, copy, resolve).start());
  }

  /** Cuts off what is under way. */
  close(): void {
    this.pool.close();
  }
}

/** One copy on its way. */
class Delivery {
  private readonly headers: string[];
  private readonly body: Buffer | undefined;
  private readonly timer: NodeJS.Timeout;
  private readonly sentAt: number;
  private current: ClientRequest | undefined;
  private retried = false;

  constructor(
    private readonly options: MirrorTargetOptions,
    private readonly pool: ModelPool,
    private readonly copy: Copy,
    private readonly resolve: (outcome: MirrorOutcome) => void,
  ) {
    const { headers, hasBody } = copyHeaders(copy);
    this.headers = headers;
    this.body = hasBody ? copy.body : undefined;
    this.sentAt = options.now();
    this.timer = setTimeout(() => this.end({ kind: 'timed-out', afterMs: options.timeoutMs }), options.timeoutMs);
  }

  start(): void {
    this.open('shared');
  }

  private open(connection: 'shared' | 'own'): void {
    try {
      const head = { method: this.copy.method, path: this.copy.target, headers: this.headers };
      const request = this.pool.open(head, connection);
      this.current = request;
      request.on('response', (incoming) => this.onAnswer(incoming));
      request.on('error', (error: NodeJS.ErrnoException) => this.onError(request, error));
      request.end(this.body);
    } catch {
      this.end({ kind: 'failed' });
    }
  }

  private onAnswer(incoming: IncomingMessage): void {
    const latencyMs = this.options.now() - this.sentAt;
    this.pool.heed(incoming.headers['keep-alive'] as string | undefined);
    const { mirrorAnswer } = this.copy;
    incoming.on('data', (chunk: Buffer) => mirrorAnswer.add(chunk));
    incoming.on('error', () => this.end({ kind: 'failed' }));
    incoming.on('end', () => {
      const head: AnswerHead = {
        status: incoming.statusCode ?? 0,
        headers: endToEndHeaders(incoming),
        latencyMs,
        totalMs: this.options.now() - this.sentAt,
      };
      this.end({ kind: 'answered', answer: answerOf(head, mirrorAnswer) });
    });
  }

  /** A copy that met a closing connection is sent again, lest the candidate is blamed for it. */
  private onError(request: ClientRequest, error: NodeJS.ErrnoException): void {
    if (request !== this.current) return;
    const sinceSentMs = this.options.now() - this.sentAt;
    const lost = lostConnection(request, error, { replayable: true, alreadyRetried: this.retried, sinceSentMs });
    if (!mayRetry(lost)) return this.end({ kind: 'failed' });
    this.retried = true;
    this.open('own');
  }

  /** The first outcome counts. */
  private end(outcome: MirrorOutcome): void {
    const { current } = this;
    this.current = undefined;
    clearTimeout(this.timer);
    this.resolve(outcome);
    if (outcome.kind !== 'answered' || current?.writableFinished === false) current?.destroy();
  }
}

function copyHeaders(copy: Copy): { headers: string[]; hasBody: boolean } {
  const headers: string[] = [];
  let hasBody = false;
  for (let index = 0; index < copy.headers.length; index += 2) {
    const name = copy.headers[index].toLowerCase();
    if (REWRITTEN.has(name)) hasBody ||= name !== ENVIRONMENT_HEADER;
    else headers.push(copy.headers[index], copy.headers[index + 1]);
  }
  headers.push(MIRROR_HEADER, '1', ENVIRONMENT_HEADER, copy.to);
  if (hasBody) headers.push('content-length', String(copy.body.length));
  return { headers, hasBody };
}
