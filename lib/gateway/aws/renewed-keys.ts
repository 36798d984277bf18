import { Logger } from '../log/logger';
import { AwsKeys, KeyRing } from './keys';

/** Keys are renewed when they are valid for less than this. ECS has new ones some hours before the old ones end. */
const RENEW_BEFORE_MS = 10 * 60_000;

/** Between two looks: whether it is time, or, after a failure, whether there are keys again. */
const LOOK_MS = 2_000;

export interface RenewedKeysOptions {
  readonly ask: () => Promise<AwsKeys>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Logger;
}

/** Keys that are renewed before they end, so that no request ever waits for them. */
export class RenewedKeys implements KeyRing {
  private keys: AwsKeys | undefined;
  private asking: Promise<void> | undefined;
  private failing = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: RenewedKeysOptions) {}

  /** Resolves when there are keys, or when it is known that there are none for now. */
  async start(): Promise<void> {
    this.timer = setInterval(() => void this.look(), LOOK_MS);
    this.timer.unref();
    await this.look();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  current(): AwsKeys | undefined {
    const { keys } = this;
    return keys?.expiresAt !== undefined && keys.expiresAt <= this.options.now() ? undefined : keys;
  }

  /** Renews the keys if it is time; started by a timer. Never rejects; the keys stay until they end. */
  look(): Promise<void> {
    const { keys, options } = this;
    const isTime = keys === undefined || (keys.expiresAt ?? Infinity) - options.now() < RENEW_BEFORE_MS;
    if (isTime) this.asking ??= this.renew().finally(() => (this.asking = undefined));
    return this.asking ?? Promise.resolve();
  }

  private async renew(): Promise<void> {
    const { ask, log } = this.options;
    try {
      this.keys = await ask();
      this.failing = false;
    } catch (error) {
      if (!this.failing) log.error('AWS credentials could not be renewed', { error: String(error) });
      this.failing = true;
    }
  }
}
