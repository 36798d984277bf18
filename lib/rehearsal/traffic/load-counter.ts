import { LatencyHistogram } from './latency';
import { LoadCounts } from './load-messages';

/** Counts the requests of a second, or of a run. */
export class LoadCounter {
  readonly latency = new LatencyHistogram();
  private sent = 0;
  private ok = 0;
  private dropped = 0;
  private failures: Record<string, number> = {};

  countSent(): void {
    this.sent++;
  }

  countDropped(): void {
    this.dropped++;
  }

  /** @param kind what went wrong, or undefined when all went well */
  countEnded(latencyMs: number, kind: string | undefined): void {
    this.latency.record(latencyMs);
    if (kind === undefined) this.ok++;
    else this.failures[kind] = (this.failures[kind] ?? 0) + 1;
  }

  counts(): LoadCounts {
    return { sent: this.sent, ok: this.ok, dropped: this.dropped, failures: { ...this.failures } };
  }

  reset(): void {
    this.latency.reset();
    this.sent = 0;
    this.ok = 0;
    this.dropped = 0;
    this.failures = {};
  }
}
