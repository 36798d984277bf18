import { JudgeProps } from './analysis-props';

/**
 * How a new version is compared with the live one while both have traffic: with `TrafficShift.canary()`, `linear()`, `steps()`, or a
 * holdback.
 */
export class Analysis {
  /**
   * Compares counts of both versions minute by minute and rolls back when the new one is proven to be worse; lets it go on when it is proven
   * not to be bad. The chance of a false rollback is bounded however often the judge looks.
   */
  public static judge(props: JudgeProps = {}): Analysis {
    return new Analysis(props);
  }

  /** Nothing is compared: alarms and the bake's measurement decide alone. */
  public static none(): Analysis {
    return new Analysis(undefined);
  }

  private constructor(private readonly props: JudgeProps | undefined) {}

  /** @internal */
  public get _judge(): JudgeProps | undefined {
    return this.props;
  }
}
