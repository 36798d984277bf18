/** Failures, one after the other, until a target counts as dead. */
const FAILURES_UNTIL_OPEN = 5;

/** A dead target is tried this often. */
const PROBE_INTERVAL_MS = 1_000;

/** Decides whether a request may be sent: not to a target that looks dead, but for one probe a second. Who uses it says what a failure is. */
export class Breaker {
  private failures = 0;
  private failingSince = 0;
  private nextProbeAt = 0;
  private dead = false;

  /** @param patienceMs the target must have failed for so long, too */
  constructor(private readonly patienceMs = 0) {}

  get open(): boolean {
    return this.dead;
  }

  /** Whether a request would be let through at `now`, in milliseconds of any steady clock. */
  admits(now: number): boolean {
    return !this.dead || now >= this.nextProbeAt;
  }

  /** A request is sent now; the next probe of a dead target has to wait. */
  sent(now: number): void {
    if (this.dead) this.nextProbeAt = now + PROBE_INTERVAL_MS;
  }

  answered(): void {
    this.failures = 0;
    this.dead = false;
  }

  failed(now: number): void {
    if (this.failures === 0) this.failingSince = now;
    this.failures += 1;
    if (this.dead || this.failures < FAILURES_UNTIL_OPEN || now - this.failingSince < this.patienceMs) return;
    this.dead = true;
    this.nextProbeAt = now + PROBE_INTERVAL_MS;
  }
}
