import { realNow } from '../lag/lag-reading';

interface Anchor {
  readonly virtualMs: number;
  readonly realMs: number;
}

/** Tells when, in real time, a virtual time was or will be, on a clock that runs steadily but for jumps. */
export class RealTimes {
  private readonly anchors: Anchor[] = [];

  constructor(private readonly speed: number) {}

  /** From this time on the clock is steady: it begins to be, or has just jumped. */
  steadyFrom(virtualMs: number, realMs = realNow()): void {
    this.anchors.push({ virtualMs, realMs });
  }

  /** Milliseconds since 1970. What the clock jumped over was when it had jumped. */
  readonly of = (virtualMs: number): number => {
    const after = this.anchors.findIndex((anchor) => anchor.virtualMs > virtualMs);
    const anchor = this.anchors.at(after === -1 ? -1 : Math.max(0, after - 1));
    if (anchor === undefined) throw new Error('real times must have a beginning, got none; call steadyFrom first');
    const next = after <= 0 ? undefined : this.anchors[after];
    return Math.min(anchor.realMs + (virtualMs - anchor.virtualMs) / this.speed, next?.realMs ?? Infinity);
  };
}
