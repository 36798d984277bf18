import { Duration } from 'aws-cdk-lib';

/** Which releases need an approval. */
export enum ApprovalNeed {
  /** Every release. */
  ALWAYS = 'always',
  /**
   * Those of a version that breaks callers or readers of the live one, as `Check.dataContract()` before it finds, so that nobody should
   * go back behind it, and those of which it can't tell, because the live version recorded no contract. Any other release passes without
   * a question. Error at synth: an advisory data contract check, or none.
   */
  ROLL_FORWARD_ONLY = 'roll-forward-only',
}

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

  /**
   * Which releases need it.
   *
   * @default ApprovalNeed.ALWAYS
   */
  readonly need?: ApprovalNeed;
}
