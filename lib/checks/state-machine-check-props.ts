import { Duration } from 'aws-cdk-lib';
import { CheckOptions } from './check-mode';

/** A check by a state machine of your own. */
export interface StateMachineCheckProps extends CheckOptions {
  /** Name of the check, unique in the model: letters, digits, `.`, `_`, `-`. */
  readonly name: string;

  /**
   * What the state machine is told besides the release, as JSON.
   *
   * @default - nothing
   */
  readonly input?: any;

  /**
   * Time after which its end is not waited for any more, 1 s to 24 hours; it is stopped then. The idle environment runs, and costs,
   * as long.
   *
   * @default Duration.minutes(15)
   */
  readonly timeout?: Duration;
}
