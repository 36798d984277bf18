import { Logger } from '../log/logger';
import { CompleteSettings } from './settings';
import { SettingsSource } from './settings-source';

export interface PollerOptions {
  readonly pollMs: number;
  readonly log: Logger;
  /** Called with the settings whenever they were read. */
  readonly apply: (settings: CompleteSettings) => void;
}

/**
 * Applies what the source says, time and again. Never throws: unreadable settings leave the last ones in force, of which mirroring
 * ends by itself at the time that it was given.
 */
export class SettingsPoller {
  private timer: NodeJS.Timeout | undefined;
  private failing = false;
  private reading = false;

  constructor(
    private readonly source: SettingsSource,
    private readonly options: PollerOptions,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.poll(), this.options.pollMs);
    this.timer.unref();
    void this.poll();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** One look; `start` has it called. A read that hangs is not started again. */
  async poll(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    try {
      this.options.apply(await this.source.read());
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.options.log.error('settings unreadable, the last ones stay', { error: String(error) });
      this.failing = true;
    } finally {
      this.reading = false;
    }
  }
}
