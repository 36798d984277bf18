import { Random, seededRandom } from '../asl/random';

/** What goes wrong with the targets of one group. */
export interface TargetFault {
  /** Share of requests, 0 to 1, that are answered with 500 as if by the target. 0 when absent. */
  readonly errorShare?: number;
  /** Share of requests, 0 to 1, whose connection the target closes without an answer: the load balancer says 502. 0 when absent. */
  readonly cutShare?: number;
  /** How long the target's answer is held back, real milliseconds; counts as its response time. 0 when absent. */
  readonly latencyMs?: number;
  /** True when the target answers with what the request before of the same path got: valid, and wrong. False when absent. */
  readonly swapsAnswers?: boolean;
}

/** What happens to one request. */
export interface FaultDecision {
  readonly fail: boolean;
  readonly cut: boolean;
  readonly delayMs: number;
  readonly swap: boolean;
}

/** Key of faults that only hit the mirrored requests of a target group. */
export function mirroredOf(targetGroupArn: string): string {
  return `mirrored:${targetGroupArn}`;
}

/** Faults that the router injects between itself and the targets, by target group. */
export class TrafficFaults {
  private readonly active = new Map<string, TargetFault>();
  private readonly random: Random;

  /** @param seed any integer; the same seed fails the same requests of a sequence */
  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  /** Starts a fault, in place of the group's former one; the returned function ends it. */
  inject(targetGroupArn: string, fault: TargetFault): () => void {
    const { errorShare = 0, cutShare = 0, latencyMs = 0 } = fault;
    for (const [name, share] of Object.entries({
      errorShare,
      cutShare,
      'errorShare + cutShare': errorShare + cutShare,
    })) {
      if (!(share >= 0 && share <= 1)) throw new RangeError(`${name} must be between 0 and 1, got ${share}`);
    }
    if (!(latencyMs >= 0)) throw new RangeError(`latencyMs must be 0 or more, got ${latencyMs}`);
    this.active.set(targetGroupArn, fault);
    return () => {
      if (this.active.get(targetGroupArn) === fault) this.active.delete(targetGroupArn);
    };
  }

  /** Asked once a request; undefined when its group has no fault. */
  decide(targetGroupArn: string): FaultDecision | undefined {
    const fault = this.active.get(targetGroupArn);
    if (fault === undefined) return undefined;
    const { errorShare = 0, cutShare = 0, latencyMs = 0, swapsAnswers = false } = fault;
    const draw = this.random();
    const cut = draw >= errorShare && draw < errorShare + cutShare;
    return { fail: draw < errorShare, cut, delayMs: latencyMs, swap: swapsAnswers };
  }
}
