import { ClientRequest, IncomingMessage, request as httpRequest, ServerResponse } from 'node:http';
import { isFailure } from './failure';
import { FaultDecision } from './faults';
import { endToEndHeaders, RESPONSE_TIME_HEADER, targetHeaders } from './headers';
import { LoopbackPools } from './loopback-pools';
import { Answer, TrafficObserver } from './observer';
import { RequestBody } from './request-body';
import { Hop } from './routes';
import { SwappedAnswers } from './swapped-answers';
import { TruncatedAnswers } from './truncated-answers';

/** What all exchanges of a router share. */
export interface ExchangeContext {
  /** Keep-alive connections to targets. */
  readonly pools: LoopbackPools;
  /** Real milliseconds without a byte from the target until the request ends with 504. */
  readonly targetTimeoutMs: number;
  readonly observer: TrafficObserver;
  readonly swapped: SwappedAnswers;
  readonly truncated: TruncatedAnswers;
  /** The loopback port behind an address, or undefined when nothing listens there. */
  resolve(host: string, port: number): number | undefined;
}

/** One request on its way to a target and back. */
export class Exchange {
  private upstream: ClientRequest | undefined;
  private delay: NodeJS.Timeout | undefined;
  /** Real milliseconds that a fault holds the target's answer back. */
  private holdBackMs = 0;
  private swap = false;
  private truncate = false;
  private startedAt = 0;
  private retried = false;
  private answer: Answer | undefined;

  constructor(
    private readonly context: ExchangeContext,
    private readonly hop: Hop,
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly body: RequestBody,
  ) {}

  start(fault: FaultDecision | undefined): void {
    this.startedAt = performance.now();
    this.context.observer.sent(this.hop);
    this.response.on('close', () => this.onClosed());
    if (fault?.fail === true) {
      this.delay = setTimeout(() => this.failAsTarget(), fault.delayMs);
      return;
    }
    if (fault?.cut === true) {
      this.delay = setTimeout(() => this.fail(502, false), fault.delayMs);
      return;
    }
    this.holdBackMs = fault?.delayMs ?? 0;
    this.swap = fault?.swap === true;
    this.truncate = fault?.truncate === true;
    this.send('shared');
  }

  private send(connection: 'shared' | 'own'): void {
    const { target, listener } = this.hop;
    const port = this.context.resolve(target.ip, target.port);
    if (port === undefined) return this.fail(502, true);
    const upstream = httpRequest({
      host: '127.0.0.1',
      port,
      method: this.request.method,
      path: this.request.url,
      headers: targetHeaders(this.request, listener),
      // A body that can't be sent twice must not meet a stale connection.
      agent: connection === 'shared' && this.body.replayable ? this.context.pools.to(port) : false,
    });
    this.upstream = upstream;
    upstream.on('response', (incoming) => this.onResponse(incoming));
    upstream.on('error', (error: NodeJS.ErrnoException) => this.onUpstreamError(upstream, error));
    upstream.setTimeout(this.context.targetTimeoutMs, () => this.onTimeout());
    this.body.sendTo(upstream);
  }

  /** A slow answer is the target's own: it has it, and sends it late, also when it is told to stop meanwhile. */
  private onResponse(incoming: IncomingMessage): void {
    incoming.on('error', () => this.onCutOff());
    if (this.holdBackMs === 0) return this.relay(incoming);
    this.delay = setTimeout(() => this.relay(incoming), this.holdBackMs);
  }

  private relay(incoming: IncomingMessage): void {
    const { response } = this;
    const status = incoming.statusCode ?? 502;
    const responseTimeMs = performance.now() - this.startedAt;
    this.report({ status, by: 'target', responseTimeMs });
    if (this.swap)
      return void this.context.swapped.relay(this.request, incoming, response).catch(() => this.onCutOff());
    if (this.truncate && this.context.truncated.isNext(this.request)) {
      return void this.context.truncated.relay(incoming, response).catch(() => this.onCutOff());
    }
    const { cookie } = this.hop;
    const headers = [...endToEndHeaders(incoming), RESPONSE_TIME_HEADER, responseTimeMs.toFixed(3)];
    if (cookie !== undefined) headers.push('set-cookie', cookie);
    response.writeHead(status, incoming.statusMessage, headers);
    // Node keeps the head back until the first byte of the body; a stream's reader wants it now (gateway lesson 5).
    if (incoming.headers['content-length'] === undefined) response.flushHeaders();
    incoming.pipe(response);
  }

  /** A connection that the target closed just as the request was sent is not the target's failure: it goes out once more. */
  private onUpstreamError(upstream: ClientRequest, error: NodeJS.ErrnoException): void {
    if (this.answer !== undefined || upstream !== this.upstream) return;
    if (upstream.reusedSocket && !this.retried && this.body.replayable) {
      this.retried = true;
      return this.send('own'); // another pooled connection may be as stale as this one (gateway lesson 1)
    }
    this.fail(502, error.syscall === 'connect');
  }

  /** The target died half-way: a client that has the head must see its connection end, not a short body. */
  private onCutOff(): void {
    if (this.answer !== undefined) {
      this.response.destroy();
      return;
    }
    clearTimeout(this.delay);
    this.fail(502, false);
  }

  private onTimeout(): void {
    if (this.answer === undefined) this.fail(504, false);
    else this.response.destroy();
    this.upstream?.destroy();
  }

  /** Also the end of an answer that we cut off ourselves, because its target did. */
  private onClosed(): void {
    if (this.response.writableFinished) return;
    clearTimeout(this.delay);
    if (this.answer === undefined) this.report({ status: 460, by: 'client' });
    else if (!isFailure(this.answer.status)) this.context.observer.brokenOff(this.hop);
    this.upstream?.destroy();
  }

  private failAsTarget(): void {
    this.report({ status: 500, by: 'target', responseTimeMs: performance.now() - this.startedAt });
    this.response.writeHead(500, { 'content-type': 'application/json' }).end('{"error":"injected by the rehearsal"}');
  }

  private fail(status: 502 | 504, connectionFailed: boolean): void {
    this.report({ status, by: 'load-balancer', connectionFailed });
    answerError(this.response, status);
  }

  private report(answer: Answer): void {
    if (this.answer !== undefined) return;
    this.answer = answer;
    this.context.observer.answered(this.hop.listener, answer, this.hop);
  }
}

const REASONS = { 502: 'Bad Gateway', 503: 'Service Temporarily Unavailable', 504: 'Gateway Time-out' } as const;

/** Answers as the load balancer itself. */
export function answerError(response: ServerResponse, status: keyof typeof REASONS): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${status} ${REASONS[status]}`);
}
