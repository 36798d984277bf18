import { Duration } from 'aws-cdk-lib';

/** An approval by a person. */
export interface ApprovalProps {
  /**
   * Name of the check, unique in the model: letters, digits, `.`, `_`, `-`.
   *
   * @default 'approval'
   */
  readonly name?: string;

  /**
   * How long the release waits for an answer, 1 minute to 7 days; then it goes back. The idle environment runs, and costs, as
   * long.
   *
   * @default Duration.hours(24)
   */
  readonly timeout?: Duration;
}
