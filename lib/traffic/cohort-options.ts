import { Duration } from 'aws-cdk-lib';

/** When a cohort reaches a new version, and by which rule. */
export interface CohortOptions {
  /**
   * How long the cohort is alone on a new version that passed its checks, before the first weight moves, 0 to 24 h. It is watched
   * as every other step is. With 0 the cohort and the first weight come one right after the other. A model's first version has no
   * such step: nothing else could answer the other callers.
   *
   * @default Duration.minutes(10)
   */
  readonly bakeTime?: Duration;

  /**
   * Priority of the cohort's rule on the production listener, 1 to 49999, unique there and below that of the model's own rule, so that
   * it is asked first.
   *
   * @default - the one before the model's rule: 99 unless the hosting says otherwise
   */
  readonly priority?: number;
}
