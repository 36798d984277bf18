import { Random, seededRandom } from '../asl/random';

/** What goes wrong with the targets of one group. */
export interface TargetFault {
  /** Share of requests, 0 to 1, that are answered with 500 as if by the target. 0 when absent. */
  readonly errorShare?: number;
  /** Share of requests, 0 to 1, whose connection the target closes without an answer: the load balancer says 502. 0 when absent. */
  readonly cutShare?: number;
  /** How long the target's answer is held back, real milliseconds; counts as its response time. 0 when absent. */
  readonly latencyMs?: number;
  /**
   * Requests a second that the targets answer together, one after the other, as behind a lock: those that come faster wait for their turn.
   * Unlimited when absent.
   */
  readonly perSecond?: number;
  /** True when the target answers with what the request before of the same path got: valid, and wrong. False when absent. */
  readonly swapsAnswers?: boolean;
  /** True when every second answer of the target to one method and path is JSON that ends too early. False when absent. */
  readonly truncatesAnswers?: boolean;
}

/** What happens to one request. */
export interface FaultDecision {
  readonly fail: boolean;
  readonly cut: boolean;
  readonly delayMs: number;
  readonly swap: boolean;
  readonly truncate: boolean;
}

/** Key of faults that only hit the mirrored requests of a target group. */
export function mirroredOf(targetGroupArn: string): string {
  return `mirrored:${targetGroupArn}`;
}

/** Faults that the router injects between itself and the targets, by target group. */
export class TrafficFaults {
  private readonly active = new Map<string, TargetFault>();
  /** When the turn of a group's next request comes, by its fault. */
  private readonly turns = new WeakMap<TargetFault, number>();
  private readonly random: Random;

  /**
   * @param seed any integer; the same seed fails the same requests of a sequence
   * @param now real milliseconds that only grow
   */
  constructor(
    seed: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.random = seededRandom(seed);
  }

  /** Starts a fault, in place of the group's former one; the returned function ends it. */
  inject(targetGroupArn: string, fault: TargetFault): () => void {
    const { errorShare = 0, cutShare = 0, latencyMs = 0, perSecond = 1 } = fault;
    for (const [name, share] of Object.entries({
      errorShare,
      cutShare,
      'errorShare + cutShare': errorShare + cutShare,
    })) {
      if (!(share >= 0 && share <= 1)) throw new RangeError(`${name} must be between 0 and 1, got ${share}`);
    }
    if (!(latencyMs >= 0)) throw new RangeError(`latencyMs must be 0 or more, got ${latencyMs}`);
    if (!(perSecond > 0)) throw new RangeError(`perSecond must be more than 0, got ${perSecond}`);
    this.active.set(targetGroupArn, fault);
    return () => {
      if (this.active.get(targetGroupArn) === fault) this.active.delete(targetGroupArn);
    };
  }

  /** Asked once a request; undefined when its group has no fault. */
  decide(targetGroupArn: string): FaultDecision | undefined {
    const fault = this.active.get(targetGroupArn);
    if (fault === undefined) return undefined;
    const { errorShare = 0, cutShare = 0, latencyMs = 0, swapsAnswers = false, truncatesAnswers = false } = fault;
    const draw = this.random();
    const cut = draw >= errorShare && draw < errorShare + cutShare;
    return {
      fail: draw < errorShare,
      cut,
      delayMs: latencyMs + this.waitFor(fault),
      swap: swapsAnswers,
      truncate: truncatesAnswers,
    };
  }

  /** Until the turn of a request is over: real waiting, which grows as long as more requests come than are answered. */
  private waitFor(fault: TargetFault): number {
    if (fault.perSecond === undefined) return 0;
    const now = this.now();
    const end = Math.max(now, this.turns.get(fault) ?? now) + 1000 / fault.perSecond;
    this.turns.set(fault, end);
    return end - now;
  }
}
