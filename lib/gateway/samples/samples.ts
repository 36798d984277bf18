import { Redaction } from '../../core/compare/redact';
import { Logger } from '../log/logger';
import { Differing, sampleOf } from './sample';

/** After a failure nothing is put for so long. */
const PAUSE_MS = 30_000;

export interface SamplesOptions {
  /** Most of them for each release, of all gateways together. */
  readonly max: number;
  readonly redaction: Redaction | undefined;
  /** Puts an object under a name that none has yet; whether there was none. */
  readonly put: (name: string, body: Buffer) => Promise<boolean>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: Logger;
}

/**
 * Keeps the first disagreements of a release as evidence. The gateways of an environment know nothing of each other: they take numbered
 * places, of which there are as many as may be kept, and a place that is taken stays as it is. One sample is under way at a time; what
 * comes meanwhile is forgotten.
 */
export class Samples {
  private release: string | undefined;
  private place = 1;
  private busy = false;
  private pausedUntil = 0;

  constructor(private readonly options: SamplesOptions) {}

  /** Keeps samples for this release from now on; undefined keeps none. */
  follow(release: string | undefined): void {
    if (release === this.release) return;
    this.release = release;
    this.place = 1;
  }

  /** Keeps it if there is a place; settles when that is over, and never rejects. */
  async offer(differing: Differing): Promise<void> {
    const { release, options } = this;
    if (release === undefined || this.busy || this.place > options.max || options.now() < this.pausedUntil) return;
    this.busy = true;
    try {
      const at = new Date(options.now()).toISOString();
      const sample = { release, at, ...sampleOf(differing, options.redaction) };
      await this.keep(release, Buffer.from(JSON.stringify(sample)));
    } catch (error) {
      this.pausedUntil = options.now() + PAUSE_MS;
      options.log.error('a sample of a disagreement could not be kept', { error: String(error) });
    } finally {
      this.busy = false;
    }
  }

  private async keep(release: string, body: Buffer): Promise<void> {
    while (this.release === release && this.place <= this.options.max) {
      const isKept = await this.options.put(`${folderOf(release)}/${this.place}.json`, body);
      if (this.release === release) this.place += 1;
      if (isKept) return;
    }
  }
}

/** Only characters that a path does not have to encode. */
function folderOf(release: string): string {
  return release.replace(/[^\w.-]/g, '_');
}
