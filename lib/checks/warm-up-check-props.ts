import { Duration } from 'aws-cdk-lib';
import { ModelRequestProps } from './model-request-props';
import { CheckOptions } from './check-mode';

/** A warm-up. */
export interface WarmUpProps extends CheckOptions {
  /**
   * Name of the check, unique in the model: letters, digits, `.`, `_`, `-`.
   *
   * @default 'warm-up'
   */
  readonly name?: string;

  /** Requests, sent in turn, over and over; 1 to 50. Give the kinds that callers send, so that what they need is loaded. */
  readonly requests: ModelRequestProps[];

  /**
   * Least number of requests, over all tasks or instances of the environment together; 1 to 100,000.
   *
   * @default 200
   */
  readonly count?: number;

  /**
   * Requests under way at a time, 1 to 50.
   *
   * @default 4
   */
  readonly concurrency?: number;

  /**
   * Goes on after `count` requests until the answers do not get faster any more.
   *
   * @default true
   */
  readonly untilSteady?: boolean;

  /**
   * Time after which no more requests are sent, 1 to 600 s. When `count` requests were not sent by then, the verdict is
   * `INSUFFICIENT_DATA`, and the release is rolled back.
   *
   * @default Duration.minutes(1)
   */
  readonly maxDuration?: Duration;

  /**
   * Time until a request counts as failed, 1 to 60 s. The first answers of a cold model may need it.
   *
   * @default Duration.seconds(30)
   */
  readonly timeout?: Duration;
}
