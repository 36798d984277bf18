import { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { DEADLINE_HEADER, GatewayError, GatewayMetric, MIRROR_HEADER } from '../../contract/gateway';
import { Metrics } from '../metrics/metrics';
import { Tee } from '../mirror/tee';
import { Shield, Way } from '../protect/way';
import { AnswerRelay } from './answer-relay';
import { neverConnected } from './connect';
import { Deadline } from './deadline';
import { endToEndHeaders, requestIdIn } from './headers';
import { answerInstead } from './own-answer';
import { Patience } from './patience';
import { frameBody, receiveHeld, receiveWhole, RequestBody } from './request-body';
import { lostConnection, mayRetry } from './retry';
import { ModelAnswer, Upstream, UpstreamFailure } from './upstream';

/** What all exchanges of a gateway share. */
export interface ExchangeContext {
  readonly upstream: Upstream;
  readonly metrics: Metrics;
  /** Milliseconds from the end of the request until the head of the answer. */
  readonly timeoutMs: number;
  /** Whether callers are to leave their connections after the answer. */
  readonly draining: () => boolean;
  /** Steady milliseconds. */
  readonly now: () => number;
}

/** One request on its way to the model and back. */
export class Exchange {
  /** As sent to the model, but for the deadline. */
  private readonly headers: string[];
  private readonly requestId: string;
  private readonly body: RequestBody;
  private readonly deadline: Deadline;
  private readonly way: Way;
  private readonly patience: Patience;
  private upstream: ClientRequest | undefined;
  /** All of a body that was received before it is sent on, kept until the answer begins. */
  private whole: Buffer | undefined;
  private relay: AnswerRelay | undefined;
  private sentAt = 0;
  private latencyMs = 0;
  private retried = false;
  /** Status of the model's answer, once it is counted. */
  private answeredWith: number | undefined;
  /** Why the gateway answered itself, or cut the answer off. */
  private failure: GatewayError | undefined;

  constructor(
    private readonly context: ExchangeContext,
    private readonly request: IncomingMessage,
    private readonly response: ServerResponse,
    private readonly tee: Tee | undefined,
    shield?: Shield,
  ) {
    this.body = context.upstream.bodyOf(request);
    this.headers = endToEndHeaders(request, DEADLINE_HEADER);
    if (request.headers.host === undefined) this.headers.push('host', context.upstream.authority); // HTTP/1.0
    this.requestId = requestIdIn(request, this.headers);
    frameBody(this.headers, this.body);
    this.deadline = new Deadline(request, context.now, () => this.fail('timeout'));
    this.patience = new Patience(context.timeoutMs, context.now, () => this.fail('timeout'));
    this.way = new Way(context.upstream, this.headers, context.metrics, shield);
  }

  start(): void {
    const { context, request, response, body } = this;
    context.metrics.started();
    if (request.headers[MIRROR_HEADER] !== undefined) context.metrics.count(GatewayMetric.MIRROR_RECEIVED);
    response.on('close', () => this.onClosed());
    if (body.kind === 'none') return this.send('shared');
    if (body.kind === 'stream') return this.stream();
    const received = (whole: Buffer) => {
      if (body.kind === 'held') this.headers.push('content-length', String(whole.length));
      this.whole = whole;
      this.tee?.add(whole);
      this.send('shared');
    };
    if (body.kind === 'whole') return receiveWhole(request, body.length, received);
    receiveHeld(request, body.capture, received, (why) =>
      why === 'too-large' ? this.fail('refused', body.tooLarge, 413) : this.fail('overloaded'),
    );
  }

  /** A body that can't be sent twice must not meet a connection that the model is just closing. */
  private stream(): void {
    const { request } = this;
    this.open('own');
    request.on('data', (chunk: Buffer) => {
      this.tee?.add(chunk);
      this.way.keep(chunk);
      const { upstream } = this;
      if (upstream === undefined || upstream.destroyed) return; // the rest of a request that is answered already
      if (upstream.write(chunk)) return;
      request.pause();
      upstream.once('drain', () => request.resume());
    });
    request.on('end', () => this.endUpstream());
  }

  private send(connection: 'shared' | 'own'): void {
    if (this.open(connection)) this.endUpstream();
  }

  private endUpstream(): void {
    if (this.failure !== undefined || this.upstream === undefined) return;
    if (this.whole === undefined) this.upstream.end();
    else this.upstream.end(this.whole);
    if (this.relay !== undefined) return; // answered before the end of the request
    this.patience.begin();
  }

  /** Whether there is a request to the model now: not when nobody waits for it any more. */
  private open(connection: 'shared' | 'own'): boolean {
    const { request } = this;
    if (this.response.destroyed || this.failure !== undefined) return false;
    if (this.sentAt === 0) this.sentAt = this.context.now();
    try {
      const head = { method: request.method, path: request.url, headers: this.deadline.addedTo(this.headers) };
      const upstream = this.way.to.open(head, connection, this.whole);
      upstream.on('response', (incoming) => this.onAnswer(incoming));
      upstream.on('error', (error: NodeJS.ErrnoException) => this.onUpstreamError(upstream, error));
      this.upstream = upstream;
      return true;
    } catch (error) {
      if (error instanceof UpstreamFailure) this.failFor(error);
      else this.fail('refused');
      return false;
    }
  }

  private onAnswer(incoming: IncomingMessage): void {
    const { to } = this.way;
    this.latencyMs = this.context.now() - this.sentAt;
    to.read(incoming, (answer) => {
      if (to !== this.way.to) return; // too late, somebody else is asked
      this.patience.end();
      if (answer instanceof UpstreamFailure) this.failFor(answer);
      else if (this.failure === undefined) this.passOn(answer);
    });
  }

  private passOn(answer: ModelAnswer): void {
    const { way, response, upstream, latencyMs } = this;
    const { status, body } = answer;
    this.answeredWith = status;
    if (status >= 500) way.answered(status, latencyMs);
    if (status >= 500 && this.turnToStable()) {
      body.on('error', () => undefined).resume(); // forgotten, so that the connection can serve again
      return void response.on('close', () => upstream?.destroy());
    }
    const relay = new AnswerRelay(answer, response, this.tee);
    if (!relay.start(this.requestId, this.context.draining(), way.by)) return this.fail('invalid-answer');
    this.relay = relay;
    this.letGo();
    body.on('error', (error) => (error instanceof UpstreamFailure ? this.failFor(error) : this.fail('cut-off')));
    if (status < 500) way.answered(status, latencyMs);
  }

  /** Whether the stable side is asked in place of the model that failed: only while nothing of an answer was sent. */
  private turnToStable(): boolean {
    const { way, body, request, whole } = this;
    if (this.response.headersSent || this.deadline.isNear) return false;
    const streams = body.kind === 'stream';
    if (!way.turned(streams ? undefined : body.kind === 'none' || whole !== undefined)) return false;
    this.patience.end();
    this.upstream = undefined;
    this.sentAt = 0;
    this.retried = false;
    const send = () => {
      if (streams) this.whole = way.kept;
      if (streams && this.whole === undefined) this.fail('cut-off');
      else this.send('shared');
    };
    if (streams && !request.readableEnded) request.once('end', send).resume();
    else send();
    return true;
  }

  private onUpstreamError(upstream: ClientRequest, error: NodeJS.ErrnoException): void {
    if (upstream !== this.upstream || this.relay !== undefined || this.failure !== undefined) return;
    const lost = lostConnection(upstream, error, {
      replayable: this.body.kind !== 'stream',
      alreadyRetried: this.retried,
      sinceSentMs: this.context.now() - this.sentAt,
    });
    if (mayRetry(lost)) return this.retry();
    if (error.code?.startsWith('HPE_') === true) return this.fail('invalid-answer');
    this.fail(neverConnected(error) ? 'unreachable' : 'cut-off');
  }

  /** On a connection of its own: another one of the pool may be as stale as the first. */
  private retry(): void {
    this.retried = true;
    this.context.metrics.count(GatewayMetric.RETRIES);
    this.send('own');
  }

  /** Answers instead of the model, or cuts an answer off that has begun: a caller must not take a part for the whole. */
  private fail(reason: GatewayError, problem = this.way.to.problems[reason], status?: number): void {
    if (this.failure !== undefined || this.response.writableEnded || this.response.destroyed) return;
    const { upstream } = this;
    this.way.failed(reason, this.answeredWith);
    this.patience.end();
    const isOver = reason === 'refused' || !this.turnToStable();
    if (isOver) this.failure = reason;
    upstream?.destroy();
    if (!isOver) return;
    if (this.response.headersSent) return void this.response.destroy();
    answerInstead(this.response, reason, problem, { status, close: this.context.draining() });
    this.request.resume(); // the rest of the body is read and forgotten, so that the caller gets to read the answer
  }

  private failFor({ reason, message, status }: UpstreamFailure): void {
    this.fail(reason, message, status);
  }

  /** Nobody needs the body of the request any more. */
  private letGo(): void {
    this.whole = undefined;
    if (this.body.kind === 'held') this.body.capture.release();
    this.way.release();
  }

  /** The answer has left, or the caller has. */
  private onClosed(): void {
    const { patience, upstream, way } = this;
    patience.end();
    this.deadline.clear();
    this.letGo();
    this.context.metrics.finished();
    const answered = this.response.writableFinished;
    if (!answered && this.failure === undefined) way.abandoned(this.relay === undefined && patience.isHalfOver);
    const sent = upstream?.writableFinished === true; // false for an answer to half an upload
    if (!answered || !sent) {
      upstream?.destroy();
      this.request.resume();
    }
    if (answered && sent) this.finishTee();
    else this.tee?.abandon();
  }

  private finishTee(): void {
    const { tee, relay, latencyMs, way } = this;
    // What the stable side answered in its place is not this model's.
    if (relay === undefined || this.failure !== undefined || way.by !== undefined) return tee?.abandon();
    const totalMs = this.context.now() - this.sentAt;
    const { status, headers } = relay.answer;
    tee?.finish(this.headers, { status, headers, latencyMs, totalMs });
  }
}
