import { ShiftStep } from '../contract/index';

/** How production traffic goes to a version that passed its checks. */
export class TrafficShift {
  /** One call moves all traffic at once; the bake time follows. */
  public static allAtOnce(): TrafficShift {
    return new TrafficShift([{ percent: 100, bakeSeconds: 0 }]);
  }

  private constructor(private readonly steps: ShiftStep[]) {}

  /** @internal */
  public _steps(): ShiftStep[] {
    return [...this.steps];
  }
}
