import { Duration } from 'aws-cdk-lib';
import { CheckOptions } from './check-mode';

/** A check by a function of your own. */
export interface LambdaCheckProps extends CheckOptions {
  /** Name of the check, unique in the model: letters, digits, `.`, `_`, `-`. */
  readonly name: string;

  /**
   * What the function is told besides the release, as JSON.
   *
   * @default - nothing
   */
  readonly input?: any;

  /**
   * Time after which its answer is not waited for any more, 1 s to 15 minutes. Give it the function's own timeout.
   *
   * @default Duration.minutes(15)
   */
  readonly timeout?: Duration;
}
