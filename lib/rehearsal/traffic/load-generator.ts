import { ClientRequest, IncomingMessage, request as httpRequest } from 'node:http';
import { Arrivals, arrivalsOf } from './arrivals';
import { INFERENCE_ID_HEADER } from '../../contract';
import { inferenceId } from '../run/label-source';
import { isFailure } from './failure';
import { WeightedChoice } from './choice';
import { RESPONSE_TIME_HEADER } from './headers';
import { LoadCounter } from './load-counter';
import { LoadFailure, LoadPlan, LoadRequest, LoadSecond, LoadSummary } from './load-messages';
import { LoopbackPools } from './loopback-pools';

const FAILURES_LISTED = 50;

/** Idle connections are let go before the load balancer does it, after 60 s. */
const IDLE_MS = 30_000;

/** How often requests past their time are looked for, milliseconds. */
const SWEEP_MS = 50;

/** Told how a run goes. */
export interface LoadListener {
  readonly onSecond?: (second: LoadSecond) => void;
  /** An answer began, so many milliseconds later than its target made it: the request was sent late, or waited on its way. */
  readonly onLate?: (ms: number) => void;
  readonly onDone: (summary: LoadSummary) => void;
}

/** One request in flight. */
interface Flight {
  /** Milliseconds since the start at which it was due. */
  readonly due: number;
  readonly request: ClientRequest;
}

/**
 * Sends requests when they are due, whether or not earlier ones were answered, and times each from the moment it was due.
 * Never repeats a request. Timers fire up to a millisecond late; that counts as latency.
 */
export class OpenLoop {
  private readonly origin = performance.now();
  private readonly total = new LoadCounter();
  private readonly second = new LoadCounter();
  private readonly failed: LoadFailure[] = [];
  private readonly failedByVersion: Record<string, number> = {};
  /** In the order in which they were sent, so the first is the oldest. */
  private readonly flights = new Set<Flight>();
  private readonly pools = new LoopbackPools(IDLE_MS);
  private readonly arrivals: Arrivals;
  private readonly prepared: readonly PreparedRequest[];
  private readonly members: WeightedChoice;
  private readonly endsAt: number;
  private nextDue: number;
  private turn = 0;
  private stopping = false;
  private timers: NodeJS.Timeout[] = [];
  private sendTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly plan: LoadPlan,
    private readonly listener: LoadListener,
  ) {
    if (plan.requests.length === 0) throw new RangeError('the corpus must hold at least one request, got none');
    this.arrivals = arrivalsOf(plan);
    this.prepared = plan.requests.map((request) => prepare(request, plan.host));
    this.members = new WeightedChoice(plan.seed);
    this.endsAt = plan.seconds === undefined ? Infinity : plan.seconds * 1000;
    this.nextDue = this.arrivals();
    this.timers = [setInterval(() => this.closeSecond(), 1000), setInterval(() => this.sweep(), SWEEP_MS)];
    this.sendDue();
  }

  /** Sends nothing more; the summary comes when all requests in flight have ended. */
  stop(): void {
    if (this.stopping) return;
    this.stopping = true;
    clearTimeout(this.sendTimer);
    this.finishWhenQuiet();
  }

  private sendDue(): void {
    const now = this.elapsed();
    while (this.nextDue <= now && this.nextDue < this.endsAt) {
      this.sendOrDrop(this.nextDue);
      this.nextDue = this.arrivals();
    }
    if (this.nextDue >= this.endsAt) this.stop();
    else this.sendTimer = setTimeout(() => this.sendDue(), Math.max(0, this.nextDue - this.elapsed()));
  }

  private sendOrDrop(due: number): void {
    const turn = this.turn++;
    const place = turn % this.prepared.length;
    const prepared = this.prepared[place];
    if (this.flights.size >= this.plan.maxInFlight) return this.each((counter) => counter.countDropped());
    this.each((counter) => counter.countSent());
    const { method, path, body } = prepared;
    const headers = [...prepared.headers, ...this.headersOf(place, turn)];
    const options = {
      host: '127.0.0.1',
      port: this.plan.port,
      method,
      path,
      headers,
      agent: this.pools.to(this.plan.port),
    };
    const request = httpRequest(options);
    const flight: Flight = { due, request };
    this.flights.add(flight);
    request.on('response', (response) => this.onResponse(flight, response));
    request.on('error', (error) => this.end(flight, 'connection', error.message));
    request.end(body);
  }

  /** What this request has of its own, names and values in turn. */
  private headersOf(place: number, turn: number): readonly string[] {
    const { namesRequests, cohort } = this.plan;
    const id = namesRequests === true ? [INFERENCE_ID_HEADER, inferenceId(place, turn)] : [];
    if (cohort === undefined) return id;
    const isMember = this.members.next([cohort.percent, 100 - cohort.percent]) === 0;
    return isMember ? [...id, ...Object.entries(cohort.headers).flat()] : id;
  }

  private onResponse(flight: Flight, response: IncomingMessage): void {
    const status = response.statusCode ?? 0;
    const version = response.headers['x-model-version']?.toString();
    const targetMs = response.headers[RESPONSE_TIME_HEADER]?.toString();
    if (targetMs !== undefined) this.listener.onLate?.(this.elapsed() - flight.due - Number(targetMs));
    response.on('end', () => this.end(flight, isFailure(status) ? `status ${status}` : undefined, undefined, version));
    response.on('error', (error) => this.end(flight, 'connection', error.message, version));
    response.resume();
  }

  /** Only the first end of a flight counts; an abandoned request reports an error after its timeout. */
  private end(flight: Flight, kind: string | undefined, detail?: string, modelVersion?: string): void {
    if (!this.flights.delete(flight)) return;
    const latencyMs = this.elapsed() - flight.due;
    this.each((counter) => counter.countEnded(latencyMs, kind));
    if (kind !== undefined) this.listFailure(flight, kind, detail, modelVersion);
    this.finishWhenQuiet();
  }

  private listFailure({ due }: Flight, kind: string, detail?: string, modelVersion?: string): void {
    const version = modelVersion ?? 'none';
    this.failedByVersion[version] = (this.failedByVersion[version] ?? 0) + 1;
    if (this.failed.length >= FAILURES_LISTED) return;
    this.failed.push({ intendedAt: performance.timeOrigin + this.origin + due, kind, detail, modelVersion });
  }

  private sweep(): void {
    const latest = this.elapsed() - this.plan.timeoutMs;
    for (const flight of this.flights) {
      if (flight.due > latest) return;
      this.end(flight, 'timeout');
      flight.request.destroy();
    }
  }

  private closeSecond(): void {
    const { latency } = this.second;
    const p50 = latency.percentile(50);
    const p99 = latency.percentile(99);
    this.listener.onSecond?.({
      ...this.second.counts(),
      latencyMs: p50 === undefined || p99 === undefined ? undefined : { p50, p99 },
    });
    this.second.reset();
  }

  private finishWhenQuiet(): void {
    if (!this.stopping || this.flights.size > 0) return;
    this.timers.forEach((timer) => clearInterval(timer));
    this.pools.destroy();
    this.listener.onDone({
      ...this.total.counts(),
      seconds: this.elapsed() / 1000,
      latency: this.total.latency.distribution(),
      failedByVersion: this.failedByVersion,
      failed: this.failed,
    });
  }

  private each(count: (counter: LoadCounter) => void): void {
    count(this.total);
    count(this.second);
  }

  private elapsed(): number {
    return performance.now() - this.origin;
  }
}

interface PreparedRequest {
  readonly method: string;
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: string[];
  readonly body: Buffer | undefined;
}

/** Everything that can be computed before the clock runs. */
function prepare({ method, path, headers, body }: LoadRequest, host: string): PreparedRequest {
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const raw = ['host', host, ...Object.entries(headers).flat()];
  if (bytes !== undefined) raw.push('content-length', String(bytes.length));
  return { method, path, headers: raw, body: bytes };
}
