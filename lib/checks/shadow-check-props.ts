import { Duration } from 'aws-cdk-lib';
import { AnswerComparison } from './answer-comparison';
import { RequestSlices } from './request-slices';
import { CheckOptions } from './check-mode';

/** A shadow check. */
export interface ShadowCheckProps extends CheckOptions {
  /**
   * Name of the check, unique in the model: letters, digits, `.`, `_`, `-`.
   *
   * @default 'shadow'
   */
  readonly name?: string;

  /** Values of the answers that are compared, 1 to 10; an answer agrees when all of them do, and its status. */
  readonly compare: AnswerComparison[];

  /**
   * Parts of the traffic whose agreements, disagreements, errors and pairs that can't be compared are counted apart, too: as metrics of
   * the live environment with the dimension `Slice`, and in the evidence of the verdict, which is about all of the traffic. The limit is
   * not applied to each: with many slices one of them is bad by chance.
   *
   * @default - none
   */
  readonly slices?: RequestSlices;

  /**
   * Share of the live requests that is mirrored, above 0 to 100 percent; above 50 only with `confirmMostTraffic`. Requests are mirrored
   * whose method and path the hosting's gateway allows.
   *
   * @default 10
   */
  readonly percent?: number;

  /**
   * Says that the idle environment, and what both environments call behind them, can take more than half of the live traffic once more.
   *
   * @default false
   */
  readonly confirmMostTraffic?: boolean;

  /**
   * How long requests are mirrored to the new version, 1 minute to 6 hours.
   *
   * @default Duration.minutes(15)
   */
  readonly duration?: Duration;

  /**
   * How long requests are mirrored to the live version itself before, up to 6 hours: what differs then is noise of the model, and only
   * what differs beyond it counts. The live version answers that share of its requests twice meanwhile. Use `Duration.seconds(0)` only
   * for a model that always gives the same answer. Nothing passes with fewer pairs than a tenth of `minimumSamples` in the baseline, nor
   * when the live version may differ from itself in more than half of them; its errors are no noise.
   *
   * @default Duration.minutes(5)
   */
  readonly baselineDuration?: Duration;

  /**
   * Percent of the compared requests that the new version may answer otherwise, or fail, beyond the noise: above 0 to 50. It passes
   * when it is proven to be below (at most 5 % of the versions at the limit pass by mistake), fails when it is proven to be above (1 %), and
   * has insufficient data in between.
   *
   * @default 5
   */
  readonly maxDisagreement?: number;

  /**
   * Pairs of answers without which nothing passes, up to 10,000,000; at least as many as `maxDisagreement` needs to be proven.
   *
   * @default - 1,000, or as many as `maxDisagreement` needs if that is more
   */
  readonly minimumSamples?: number;

  /**
   * Percent of the sampled requests that must have been compared, 0 to 100: the others were dropped because the new version was too
   * slow or down, were too large, had nothing to compare, or their copies no answer until the end of the check.
   *
   * @default 50
   */
  readonly minimumCoverage?: number;
}
