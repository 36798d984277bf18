import { IncomingMessage } from 'node:http';
import { EnvironmentName } from '../../contract/environment';
import { GatewayMetric, MIRROR_HEADER, MirrorSettings, PROTECT_HEADER } from '../../contract/gateway';
import { MirrorConfig } from '../config/gateway-config';
import { Logger } from '../log/logger';
import { Metrics } from '../metrics/metrics';
import { Answer } from './answer';
import { Breaker } from '../forward/breaker';
import { ByteBudget } from './byte-budget';
import { Copy } from './copy';
import { CopyQueue } from './copy-queue';
import { MirrorTarget } from './mirror-target';
import { MirrorOutcome, PairObserver } from './observer';
import { Sampler } from './sampler';
import { Tee } from './tee';

export interface MirrorOptions {
  readonly config: MirrorConfig;
  /** The environment that this gateway is of. */
  readonly environment: EnvironmentName;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Whether the model can be told that a copy of this request is one. */
  readonly marksCopyOf: (request: IncomingMessage) => boolean;
  /** Steady milliseconds. */
  readonly now: () => number;
  /** Numbers from 0 to below 1. */
  readonly random: () => number;
  readonly observer?: PairObserver;
}

/**
 * Copies a share of the requests to an environment, the other one or its own. A request is never delayed, changed or failed by it: limits are
 * checked before anything is copied, a copy leaves when the live answer has left, and what does not fit is dropped and counted.
 */
export class Mirror {
  private readonly sampler: Sampler;
  private readonly budget: ByteBudget;
  private readonly breaker = new Breaker();
  private readonly queue: CopyQueue<Copy>;
  private readonly target: MirrorTarget;
  private to: EnvironmentName;
  /** Steady milliseconds. */
  private endsAt = 0;
  private closed = false;

  constructor(private readonly options: MirrorOptions) {
    const { config, environment, now, random } = options;
    this.to = environment;
    this.sampler = new Sampler(random);
    this.budget = new ByteBudget(config.maxBytes);
    this.queue = new CopyQueue(config, (copy) => this.run(copy));
    this.target = new MirrorTarget({ ...config, now });
  }

  /**
   * Mirrors by these settings from now on; undefined, or those of another environment, mirror nothing.
   *
   * @param wallClock milliseconds since 1970
   */
  follow(settings: MirrorSettings | undefined, wallClock: number): void {
    const own = settings?.from === this.options.environment ? settings : undefined;
    this.sampler.percent = own?.percent ?? 0;
    if (own === undefined) return;
    this.to = own.to;
    this.endsAt = this.options.now() + own.until * 1_000 - wallClock;
  }

  /** What the mirror holds now: bodies in bytes, copies that wait and that are under way. */
  get load(): { readonly bytes: number; readonly waiting: number; readonly inFlight: number } {
    return { bytes: this.budget.heldBytes, waiting: this.queue.length, inFlight: this.queue.inFlight };
  }

  /** Something that listens to the request, or undefined when it is not to be mirrored. Never throws. */
  tee(request: IncomingMessage): Tee | undefined {
    return this.guarded(() => this.choose(request));
  }

  private choose(request: IncomingMessage): Tee | undefined {
    const { headers } = request;
    if (this.sampler.percent === 0 || headers[MIRROR_HEADER] !== undefined || headers[PROTECT_HEADER] !== undefined) {
      return undefined;
    }
    const { config, now, observer, marksCopyOf } = this.options;
    if (now() >= this.endsAt) return undefined;
    if (!config.routes.allows(request.method ?? '', request.url ?? '')) return undefined;
    if (!this.sampler.take()) return undefined;
    const length = Number(headers['content-length'] ?? 0);
    if (length > config.maxBodyBytes || !marksCopyOf(request)) return this.turnAway('too-large');
    if (this.queue.full || !this.budget.fits(length) || !this.breaker.admits(now())) return this.turnAway('no-room');
    const limits = { requestBody: config.maxBodyBytes, answerBody: observer?.bodyLimit ?? 0 };
    return new Copy(request, this.to, limits, this.budget, (copy) => this.guarded(() => this.enqueue(copy)));
  }

  /** Drops what waits and cuts off what is under way, of which nothing is told: that it has no answer is not the target's fault. */
  close(): void {
    this.closed = true;
    for (const copy of this.queue.clear()) this.drop(copy, 'no-room');
    this.target.close();
  }

  private enqueue(copy: Copy): void {
    if (copy.missing !== undefined) this.drop(copy, copy.missing);
    else if (this.closed || !this.queue.offer(copy)) this.drop(copy, 'no-room');
  }

  private drop(copy: Copy, reason: 'too-large' | 'no-room'): void {
    copy.release();
    this.turnAway(reason);
  }

  private turnAway(reason: 'too-large' | 'no-room'): undefined {
    this.options.metrics.count(reason === 'too-large' ? GatewayMetric.MIRROR_TOO_LARGE : GatewayMetric.MIRROR_DROPPED);
  }

  private async run(copy: Copy): Promise<void> {
    const { metrics, now } = this.options;
    if (!this.breaker.admits(now())) return this.drop(copy, 'no-room');
    this.breaker.sent(now());
    metrics.count(GatewayMetric.MIRRORED);
    const outcome = await this.target.send(copy);
    if (!this.closed) {
      this.note(outcome);
      if (copy.live !== undefined) this.tell(copy, copy.live, outcome);
    }
    copy.release();
  }

  private note(outcome: MirrorOutcome): void {
    const { metrics, now, log } = this.options;
    const wasOpen = this.breaker.open;
    switch (outcome.kind) {
      case 'answered':
        metrics.count(GatewayMetric.MIRROR_ANSWERED);
        this.breaker.answered();
        break;
      case 'failed':
        metrics.count(GatewayMetric.MIRROR_FAILED);
        this.breaker.failed(now());
        break;
      case 'timed-out':
        metrics.count(GatewayMetric.MIRROR_TIMEOUTS);
        this.breaker.failed(now());
        break;
      default:
        throw new Error(`unknown outcome ${JSON.stringify(outcome satisfies never)}`);
    }
    if (wasOpen !== this.breaker.open)
      log.info(wasOpen ? 'mirror target answers again' : 'mirror target counts as dead');
  }

  private tell(copy: Copy, live: Answer, outcome: MirrorOutcome): void {
    const { observer, environment } = this.options;
    this.guarded(() =>
      observer?.paired({
        live: { environment, answer: live },
        mirror: { environment: copy.to, outcome },
        request: { method: copy.method, target: copy.target, headers: copy.headers, body: copy.body },
      }),
    );
  }

  /** Whatever is wrong here must not reach the live path. */
  private guarded<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      this.options.log.error('mirroring failed', { error: String(error) });
      return undefined;
    }
  }
}
