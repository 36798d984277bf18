/** What a check decides. */
export enum CheckMode {
  /** The release goes on only when the check passes. */
  REQUIRED = 'required',
  /** The verdict is recorded and told, and the release goes on whatever it is. */
  ADVISORY = 'advisory',
}

/** What every check has that measures something by itself. */
export interface CheckOptions {
  /**
   * Whether the release goes back when the check does not pass.
   *
   * @default CheckMode.REQUIRED
   */
  readonly mode?: CheckMode;
}
