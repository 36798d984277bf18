import * as logs from 'aws-cdk-lib/aws-logs';

/** A model of Amazon Bedrock that grades answers. */
export interface BedrockJudgeProps {
  /**
   * Model that grades, which the account must have access to: an id such as `amazon.nova-pro-v1:0`, or one of an inference profile across
   * regions such as `eu.amazon.nova-pro-v1:0`. Name a version: another model is another judge.
   */
  readonly modelId: string;

  /**
   * Regions that an inference profile may send to, as Bedrock lists them for it. Error at synth: a profile without them, or them without a
   * profile.
   *
   * @default - the model is asked where Bedrock is asked
   */
  readonly profileRegions?: string[];

  /**
   * Model whose embeddings are compared by `similar` assertions: `amazon.titan-embed-text-…` or `cohere.embed-…`, no inference profile.
   *
   * @default - none: a prompt set with `similar` assertions needs one
   */
  readonly embeddingModelId?: string;

  /**
   * Times that each question is asked, 1 to 9. A prompt set pays for each.
   *
   * @default 3
   */
  readonly votes?: number;

  /**
   * Votes that must pass, 1 to `votes`.
   *
   * @default - more than half
   */
  readonly votesNeeded?: number;

  /**
   * Region where Bedrock is asked.
   *
   * @default - the stack's
   */
  readonly region?: string;

  /**
   * How long the function's log is kept. Questions and answers are not in it.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: logs.RetentionDays;
}
