/** Copies without an answer, one after the other, until the target counts as dead. */
const FAILURES_UNTIL_OPEN = 5;

/** A dead target is tried this often. */
const PROBE_INTERVAL_MS = 1_000;

/**
 * Decides whether a copy may be sent: not to a target that looks dead, but for one probe a second. Answers count as life
 * whatever their status: a 5xx is what a comparison wants to see.
 */
export class Breaker {
  private failures = 0;
  private nextProbeAt = 0;

  get open(): boolean {
    return this.failures >= FAILURES_UNTIL_OPEN;
  }

  /** Whether a copy would be let through at `now`, in milliseconds of any steady clock. */
  admits(now: number): boolean {
    return !this.open || now >= this.nextProbeAt;
  }

  /** A copy is sent now; the next probe of a dead target has to wait. */
  sent(now: number): void {
    if (this.open) this.nextProbeAt = now + PROBE_INTERVAL_MS;
  }

  answered(): void {
    this.failures = 0;
  }

  /** No answer: no connection, an ended one, or a timeout. */
  failed(now: number): void {
    this.failures += 1;
    if (this.failures === FAILURES_UNTIL_OPEN) this.nextProbeAt = now + PROBE_INTERVAL_MS;
  }
}
