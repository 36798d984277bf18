import { Duration } from 'aws-cdk-lib';
import { CheckOptions } from './check-mode';
import { PromptEndpoint } from './prompt-endpoint';
import { PromptJudge } from './prompt-judge';
import { PromptSuite } from './prompt-suite';

/** What tokens cost, in dollars for a million of them. */
export interface TokenPriceProps {
  /** Of the prompt, 0 or more. */
  readonly input: number;

  /** Of the answer, 0 or more. */
  readonly output: number;

  /**
   * Of the part of the prompt that the server had in its cache, 0 or more.
   *
   * @default - as `input`
   */
  readonly cachedInput?: number;
}

/** A check by prompts, whose answers are judged by assertions. */
export interface PromptsCheckProps extends CheckOptions {
  /**
   * Name of the check, unique in the model: letters, digits, `.`, `_`, `-`.
   *
   * @default 'prompts'
   */
  readonly name?: string;

  /** Prompts and what their answers must be. */
  readonly suite: PromptSuite;

  /** How prompts are sent. */
  readonly endpoint: PromptEndpoint;

  /**
   * Tests that must pass, 0 to 100 percent. Error at synth: 0 without a `minimumScore` above 0, because nothing could fail.
   *
   * @default 100
   */
  readonly minimumPassRate?: number;

  /**
   * Mean score that the tests must reach, 0 to 100 percent: that of a test is the weighted mean of its assertions.
   *
   * @default - none
   */
  readonly minimumScore?: number;

  /**
   * Whether the live version gets the same prompts at the same time, and the new one fails when it is worse by the exact one-sided McNemar
   * test at 5 %.
   *
   * @default - true with a `minimumPassRate` below 100: else the comparison decides nothing
   */
  readonly compareWithLive?: boolean;

  /**
   * How often each prompt is sent, 1 to 25. A test passes when it does so in more than half of its runs.
   *
   * @default 1
   */
  readonly repeat?: number;

  /**
   * Who judges what the check can't judge itself; of several the first one for a type.
   *
   * @default - none: an assertion that needs one is an error at synth, an advisory one a warning
   */
  readonly judges?: PromptJudge[];

  /**
   * Types of assertions judged by models or policies, for example `llm-rubric`, that decide. All others of them are reported only, unless
   * the assertion says `config: {required: true}`.
   *
   * @default - none
   */
  readonly requiredTypes?: string[];

  /**
   * What tokens cost, for `cost` assertions.
   *
   * @default - unknown
   */
  readonly prices?: TokenPriceProps;

  /**
   * Whether answers, expected values and words of judges are kept in the evidence bucket. They may be personal data. Never in the ledger.
   *
   * @default false
   */
  readonly keepPayloads?: boolean;

  /**
   * Headers of every request.
   *
   * @default - the content type
   */
  readonly headers?: { [name: string]: string };

  /**
   * Time until an answer counts as missing, tries and the whole of a stream included, 1 s to 5 minutes.
   *
   * @default Duration.seconds(60)
   */
  readonly timeout?: Duration;

  /**
   * Tries per prompt that nobody takes, or that gets status 429, 502, 503 or 504, 1 to 10. An answer that broke off is not tried again.
   *
   * @default 3
   */
  readonly attempts?: number;

  /**
   * Prompts that a worker has under way, 1 to 20.
   *
   * @default 2
   */
  readonly promptsAtATime?: number;

  /**
   * Workers at a time, 1 to 100. The environment gets `maxConcurrency` × `promptsAtATime` prompts at a time.
   *
   * @default 4
   */
  readonly maxConcurrency?: number;

  /**
   * Tests of a worker, 1 to 1,000. It has about ten minutes for them and their repetitions.
   *
   * @default 20
   */
  readonly testsPerShard?: number;
}
