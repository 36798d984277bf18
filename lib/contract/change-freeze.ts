/** Value of `Env.CHANGE_FREEZE`: what has to allow the start of a release. */
export interface ChangeFreezeSpec {
  /** Names or ARNs of change calendars. */
  readonly calendars: readonly string[];
  /** Name of the parameter that stops all releases. */
  readonly stopParameter?: string;
}
