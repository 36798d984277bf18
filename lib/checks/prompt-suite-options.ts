/** What a suite does not say of itself. */
export interface PromptSuiteOptions {
  /**
   * Prompts, in place of the suite's own. JSON Lines and CSV files have none.
   *
   * @default - those of the suite
   */
  readonly prompts?: string[];
}
