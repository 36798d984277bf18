import { realNow } from '../lag/lag-reading';

interface Anchor {
  readonly virtualMs: number;
  readonly realMs: number;
  readonly speed: number;
}

/** Tells when, in real time, a virtual time was or will be, on a clock that runs steadily but for jumps and changes of its speed. */
export class RealTimes {
  private readonly anchors: Anchor[] = [];

  constructor(private readonly speed: number) {}

  /** From this time on the clock is steady: it begins to be, has just jumped, or has another speed from now on. */
  steadyFrom(virtualMs: number, realMs = realNow(), speed = this.speed): void {
    this.anchors.push({ virtualMs, realMs, speed });
  }

  /** Milliseconds since 1970. What the clock jumped over was when it had jumped. */
  readonly of = (virtualMs: number): number => {
    const after = this.anchors.findIndex((anchor) => anchor.virtualMs > virtualMs);
    const anchor = this.anchors.at(after === -1 ? -1 : Math.max(0, after - 1));
    if (anchor === undefined) throw new Error('real times must have a beginning, got none; call steadyFrom first');
    const next = after <= 0 ? undefined : this.anchors[after];
    return Math.min(anchor.realMs + (virtualMs - anchor.virtualMs) / anchor.speed, next?.realMs ?? Infinity);
  };
}
