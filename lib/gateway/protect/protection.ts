import { IncomingMessage } from 'node:http';
import { EnvironmentName } from '../../contract/environment';
import { MIRROR_HEADER, PROTECT_HEADER, ProtectSettings } from '../../contract/gateway';
import { ENVIRONMENT_HEADER } from '../../contract/names';
import { MirrorConfig } from '../config/gateway-config';
import { Breaker } from '../forward/breaker';
import { ModelServer } from '../forward/model-server';
import { BodyCapture } from '../mirror/body-capture';
import { ByteBudget } from '../mirror/byte-budget';
import { Shield } from './way';

/** A model that answered nothing well for so long is not asked any more, but for a probe a second. */
const PATIENCE_MS = 1_000;

/** Idle connections to the other environment are closed after this, as those of mirroring. */
const IDLE_MS = 1_000;

/** Marks of requests that are sent on to nobody else: copies, what another gateway sent, and what asks for this very environment. */
const MARKS = [MIRROR_HEADER, PROTECT_HEADER, ENVIRONMENT_HEADER];

/**
 * Has the stable environment answer what the model fails, while a release says so. It is reached by the same way as copies, and asked
 * nothing that may not be mirrored either. A request whose model answers well is neither delayed nor changed by it.
 */
export class Protection {
  private readonly stable: ModelServer;
  private readonly budget: ByteBudget;
  private readonly breaker = new Breaker(PATIENCE_MS);
  private by: EnvironmentName | undefined;
  /** Steady milliseconds. */
  private endsAt = 0;

  /**
   * @param environment that this gateway is of
   * @param now steady milliseconds
   */
  constructor(
    private readonly config: MirrorConfig,
    private readonly environment: EnvironmentName,
    private readonly now: () => number,
  ) {
    this.stable = new ModelServer(config.target, IDLE_MS, now);
    this.budget = new ByteBudget(config.maxBytes);
  }

  /**
   * Protects by these settings from now on; undefined, or those of another environment, protect nobody.
   *
   * @param wallClock milliseconds since 1970
   */
  follow(settings: ProtectSettings | undefined, wallClock: number): void {
    this.by = settings?.of === this.environment ? settings.by : undefined;
    if (this.by === undefined)
      this.breaker.answered(); // the next version begins with a clean slate
    else this.endsAt = this.now() + settings!.until * 1_000 - wallClock;
  }

  /**
   * What stands behind this request; undefined when nothing may.
   *
   * @param isFull whether the model has as many requests as it may, so that this one has to go past it
   */
  shield(request: IncomingMessage, isFull = false): Shield | undefined {
    const { by, config, breaker } = this;
    const now = this.now();
    if (by === undefined || now >= this.endsAt) return undefined;
    if (MARKS.some((mark) => request.headers[mark] !== undefined)) return undefined;
    if (!config.routes.allows(request.method ?? '', request.url ?? '')) return undefined;
    const bypasses = isFull || !breaker.admits(now);
    if (!bypasses) breaker.sent(now);
    return {
      bypasses,
      by,
      stable: this.stable,
      body: new BodyCapture(config.maxBodyBytes, this.budget),
      note: (well) => (well ? breaker.answered() : breaker.failed(this.now())),
    };
  }

  close(): void {
    this.stable.close();
  }
}
