/** What a function of your own judges. */
export interface LambdaJudgeOptions {
  /**
   * Types of assertions, without `not-`.
   *
   * @default - all that are code, services or traces in promptfoo: `javascript`, `python`, `webhook`, `is-sql` and others
   */
  readonly types?: string[];
}
