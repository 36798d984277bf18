import { Duration } from 'aws-cdk-lib';
import { ModelRequestProps } from '../checks/model-request-props';

/** How a version is probed while it takes traffic. */
export interface ProbeProps {
  /** Predictions to ask for, in turn; 1 to 20. Callers are not told apart from probes: give requests that change nothing. */
  readonly requests: ModelRequestProps[];

  /**
   * Time from one round of probes to the next, 10 to 60 s.
   *
   * @default Duration.seconds(10)
   */
  readonly interval?: Duration;

  /**
   * Requests of a round, sent at once, 1 to 20.
   *
   * @default 5
   */
  readonly count?: number;

  /**
   * Time until a probe counts as failed, 1 s to below `interval`: the slowest answer that is still good.
   *
   * @default Duration.seconds(2)
   */
  readonly timeout?: Duration;

  /**
   * HTTP status of a good answer, 200 to 599.
   *
   * @default 200
   */
  readonly expectedStatus?: number;

  /**
   * Failed share of a round, in percent, above which the round is bad, 0 to below 100. Two bad rounds one after the other, or with a good
   * one between, fire the alarm: at the defaults two rounds with 2 of 5 failed probes. With 1 % of failing requests that happens by
   * chance in less than one of a thousand releases of half an hour.
   *
   * @default 33
   */
  readonly maxFailedPercent?: number;
}
