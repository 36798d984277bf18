import { Duration } from 'aws-cdk-lib';
import { ReleasePlan, ShiftStep } from '../contract/index';
import { isShare, PlanLimits, shareBeside } from '../core/plan';
import { Problems, secondsOf } from '../private/validation';
import { CanaryShiftProps, LinearShiftProps, TrafficShiftOptions, TrafficStep } from './traffic-shift-options';

/** The part of a release plan that a traffic shift decides. */
export type ShiftPlan = Pick<ReleasePlan, 'steps' | 'holdbackPercent' | 'stickinessSeconds'>;

/**
 * How production traffic goes to a version that passed its checks. Each step is one call that is read back; before it, the new version's
 * environment is as large as its share needs, and after it alarms and looks may send all traffic back. The model's `bakeTime` follows
 * the last step. A model's first release has nothing to take steps from: it gets all traffic at once.
 */
export class TrafficShift {
  /** One call moves all traffic at once; the bake time follows. */
  public static allAtOnce(options: TrafficShiftOptions = {}): TrafficShift {
    return new TrafficShift([], options);
  }

  /**
   * A small share first, for example 5 % for 10 minutes, then all traffic.
   *
   * A deploy that waits for the promotion has 50 minutes, and the model's default times take all of them: with these steps a model needs
   * `waitFor: ReleaseWait.START`, or a shorter `provisionTimeout` or `bakeTime`. Otherwise synth fails.
   */
  public static canary(props: CanaryShiftProps = {}): TrafficShift {
    const { percent = 5, bakeTime = Duration.minutes(10) } = props;
    return new TrafficShift([{ percent, bakeTime }], props, (problems) => {
      share(problems, 'traffic.percent', percent, { min: PlanLimits.MIN_PERCENT, max: 50 });
      duration(problems, 'traffic.bakeTime', bakeTime);
    });
  }

  /**
   * Equal steps, for example 10 % more every 6 minutes.
   *
   * A deploy that waits for the promotion has 50 minutes, and the model's default times take all of them: with these steps a model needs
   * `waitFor: ReleaseWait.START`, or a shorter `provisionTimeout` or `bakeTime`. Otherwise synth fails.
   */
  public static linear(props: LinearShiftProps = {}): TrafficShift {
    const { stepPercent = 10, stepBakeTime = Duration.minutes(6) } = props;
    return new TrafficShift(linearSteps(stepPercent, stepBakeTime, props.holdback), props, (problems) => {
      share(problems, 'traffic.stepPercent', stepPercent, { min: 3, max: 50 });
      duration(problems, 'traffic.stepBakeTime', stepBakeTime);
    });
  }

  /**
   * Steps of your own, each with more traffic than the one before, 1 to 99 of them; the last one, to 100 %, may be left out.
   *
   * A deploy that waits for the promotion has 50 minutes, and the model's default times take all of them: with these steps a model needs
   * `waitFor: ReleaseWait.START`, or a shorter `provisionTimeout` or `bakeTime`. Otherwise synth fails.
   */
  public static steps(steps: TrafficStep[], options: TrafficShiftOptions = {}): TrafficShift {
    return new TrafficShift(steps, options, (problems) => {
      problems.count('traffic.steps', steps, PlanLimits.MAX_STEPS - 1, 'use TrafficShift.allAtOnce() for none');
      steps.forEach(({ percent, bakeTime }, index) => {
        const name = `traffic.steps[${index}]`;
        share(problems, `${name}.percent`, percent, { min: PlanLimits.MIN_PERCENT, max: 100 });
        const before = steps[index - 1]?.percent ?? 0;
        if (percent <= before)
          problems.add(`${name}.percent must be above the step before (${before}), got ${percent}; sort the steps`);
        duration(problems, `${name}.bakeTime`, bakeTime);
      });
    });
  }

  private constructor(
    private readonly declared: readonly TrafficStep[],
    private readonly options: TrafficShiftOptions,
    private readonly validateOwn: (problems: Problems) => void = () => undefined,
  ) {
    assertTimes(declared);
  }

  /** @internal */
  public _plan(): ShiftPlan {
    const { holdback, stickiness } = this.options;
    const steps = this.declared.map(({ percent, bakeTime }) => ({ percent, bakeSeconds: secondsOf(bakeTime) }));
    // The bake time counts from the step before it, which has none of its own.
    const ends = holdback === undefined ? [100] : [shareBeside(holdback), 100];
    return {
      steps: ends.reduce<ShiftStep[]>(withStep, steps),
      ...(holdback === undefined ? {} : { holdbackPercent: holdback }),
      ...(stickiness === undefined ? {} : { stickinessSeconds: secondsOf(stickiness) }),
    };
  }

  /** @internal */
  public _validate(problems: Problems, bakeSeconds: number): void {
    this.validateOwn(problems);
    const { holdback, stickiness } = this.options;
    problems.duration('traffic.stickiness', stickiness, 1, PlanLimits.MAX_STICKINESS_SECONDS);
    problems.known('traffic.stickiness', stickiness);
    if (holdback === undefined) return;
    share(problems, 'traffic.holdback', holdback, { min: 1, max: PlanLimits.MAX_HOLDBACK_PERCENT });
    if (bakeSeconds === 0)
      problems.add('traffic.holdback needs a bakeTime above 0, got 0 s; bake, or leave the holdback out');
    const most = shareBeside(holdback);
    const above = this.declared.filter(({ percent }) => percent > most);
    if (above.length > 0) {
      problems.add(
        `traffic with a holdback of ${holdback} % must have steps of ${most} % at most, got ${above.map(({ percent }) => percent).join(', ')}; ` +
          'leave those steps out, or hold less back',
      );
    }
  }
}

/** In JavaScript nobody else says it, and the plan is made of the times before anything is validated. */
function assertTimes(steps: readonly Partial<TrafficStep>[]): void {
  const problems = new Problems();
  steps.forEach(({ percent, bakeTime }, index) => {
    if (typeof bakeTime?.toSeconds === 'function') return;
    problems.add(
      `bakeTime of step ${index + 1} (${percent} %) must be a Duration, got ${JSON.stringify(bakeTime)}; ` +
        'say how long its share is watched, for example Duration.minutes(10)',
    );
  });
  problems.throwIfAny('traffic shift');
}

/** Steps that are declared already stay as they are, with their time. */
function withStep(steps: readonly ShiftStep[], percent: number): ShiftStep[] {
  const before = steps.filter((step) => step.percent < percent);
  const same = steps.filter((step) => step.percent === percent);
  const after = steps.filter((step) => step.percent > percent);
  return [...before, ...(same.length > 0 ? same : [{ percent, bakeSeconds: 0 }]), ...after];
}

/** Nothing for a step that would never get anywhere: validation says what is wrong with it. */
function linearSteps(stepPercent: number, bakeTime: Duration, holdback = 0): readonly TrafficStep[] {
  const steps: TrafficStep[] = [];
  if (!isShare(stepPercent)) return steps;
  for (let count = 1; count < PlanLimits.MAX_STEPS; count++) {
    const percent = Math.round(count * stepPercent * 10) / 10;
    if (percent >= shareBeside(holdback)) break;
    steps.push({ percent, bakeTime });
  }
  return steps;
}

function share(problems: Problems, name: string, value: number, range: { readonly min: number; readonly max: number }) {
  if (!problems.known(name, value)) return;
  if (isShare(value) && value >= range.min && value <= range.max) return;
  problems.add(
    `${name} must be ${range.min} to ${range.max} with one decimal at most, got ${value}; give percent of the traffic`,
  );
}

function duration(problems: Problems, name: string, value: Duration): void {
  problems.known(name, value);
  problems.duration(name, value, 0, PlanLimits.MAX_WATCH_SECONDS);
}
