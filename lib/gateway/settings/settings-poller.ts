import { Logger } from '../log/logger';
import { CompleteSettings, NO_SETTINGS } from './settings';
import { SettingsSource } from './settings-source';

/** Without readable settings for this long, nothing is mirrored any more: nobody could turn it off. */
const BLIND_MS = 60_000;

export interface PollerOptions {
  readonly pollMs: number;
  /** Milliseconds of any steady clock. */
  readonly now: () => number;
  readonly log: Logger;
  /** Called with the settings whenever they were read, and when mirroring ends because they can't be. */
  readonly apply: (settings: CompleteSettings) => void;
}

/** Applies what the source says, time and again. Never throws: unreadable settings leave the last ones in force. */
export class SettingsPoller {
  private timer: NodeJS.Timeout | undefined;
  private lastReadAt: number;
  private known: CompleteSettings = NO_SETTINGS;
  private failing = false;
  private reading = false;

  constructor(
    private readonly source: SettingsSource,
    private readonly options: PollerOptions,
  ) {
    this.lastReadAt = options.now();
  }

  start(): void {
    this.timer = setInterval(() => void this.poll(), this.options.pollMs);
    this.timer.unref();
    void this.poll();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** One look; `start` has it called. A read that hangs is not started again, and counts as unreadable. */
  async poll(): Promise<void> {
    if (this.reading) return this.endBlindMirroring();
    this.reading = true;
    try {
      this.onSettings(await this.source.read());
    } catch (error) {
      if (!this.failing) this.options.log.error('settings unreadable, the last ones stay', { error: String(error) });
      this.failing = true;
      this.endBlindMirroring();
    } finally {
      this.reading = false;
    }
  }

  private onSettings(settings: CompleteSettings): void {
    this.lastReadAt = this.options.now();
    this.failing = false;
    this.known = settings;
    this.options.apply(settings);
  }

  private endBlindMirroring(): void {
    if (this.known.mirrorPercent === 0 || this.options.now() - this.lastReadAt < BLIND_MS) return;
    this.options.log.error('settings unreadable for a minute, mirroring ends');
    this.known = { ...this.known, mirrorPercent: 0 };
    this.options.apply(this.known);
  }
}
