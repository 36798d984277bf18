/** Dollars for a million tokens. */
export interface TokenPrices {
  readonly input: number;
  readonly output: number;
  /** Tokens of the prompt that were cached. `input` when absent. */
  readonly cachedInput?: number;
}

/** Tests as they were read at synth, a line each. */
export interface PromptSuiteSpec {
  readonly bucket: string;
  readonly key: string;
  /** What it is called in messages. */
  readonly fileName: string;
  readonly tests: number;
}

/** How prompts are sent, and where the text of the answer is. */
export type PromptEndpointSpec = OpenAiChatSpec | PlainTextSpec;

export interface OpenAiChatSpec {
  readonly kind: 'openai-chat';
  readonly path: string;
  /** Whether answers come piece by piece, as server-sent events. */
  readonly stream: boolean;
  /** JSON of an object with the request's members besides the messages: model, temperature, tools and others. */
  readonly members: string;
}

export interface PlainTextSpec {
  readonly kind: 'plain-text';
  readonly path: string;
  readonly contentType: string;
  /** Body of the request with `{{prompt}}` in it; the prompt alone when absent. */
  readonly template?: string;
  /** Where the text is in a JSON answer; all of the answer when absent. */
  readonly answerPath?: string;
}

/** A function that judges some types of assertions. */
export interface PromptJudgeSpec {
  readonly functionArn: string;
  readonly types: readonly string[];
  /** Votes that it is expected to give. */
  readonly votes: number;
  /** Votes that have to pass. More than half of them when absent. */
  readonly needed?: number;
}

/** Sends prompts to the idle environment and judges what the model says. */
export interface PromptsSpec {
  readonly kind: 'prompts';
  readonly name: string;
  readonly advisory?: true;
  readonly suite: PromptSuiteSpec;
  readonly endpoint: PromptEndpointSpec;
  readonly headers?: Record<string, string>;
  /** Least share of tests that pass, 0 to 1. */
  readonly minimumPassRate: number;
  /** Least mean score, 0 to 1. No limit when absent. */
  readonly minimumScore?: number;
  /** Whether the live version gets the same prompts, and the new one fails when it is worse. */
  readonly comparesWithLive: boolean;
  /** How often each prompt is sent; the majority of the verdicts counts. */
  readonly repeat: number;
  readonly judges: readonly PromptJudgeSpec[];
  /** Types of advisory assertions that no judge was given for. */
  readonly notJudged: readonly string[];
  readonly prices?: TokenPrices;
  /** Whether answers, what was expected and what judges said are kept in the evidence bucket. */
  readonly keepsPayloads: boolean;
  /** Milliseconds until an answer counts as missing, tries included. */
  readonly timeoutMs: number;
  /** Tries until a prompt counts as unanswered which nobody, or an overloaded server, took. */
  readonly attempts: number;
  /** Prompts that one worker has under way. */
  readonly promptsAtATime: number;
  readonly testsPerShard: number;
  /** Workers at a time. */
  readonly maxConcurrency: number;
}

/** Cuts the tests into shards. */
export interface SplitPromptsEvent {
  readonly action: 'split';
  readonly releaseId: string;
  readonly spec: PromptsSpec;
}

/** Sends and judges the tests of one shard. */
export interface PromptShardEvent {
  readonly action: 'shard';
  readonly releaseId: string;
  readonly spec: PromptsSpec;
  readonly shard: number;
}

/** Puts the results of all shards together and decides. Answers an `OwnCheckResult`. */
export interface ReducePromptsEvent {
  readonly action: 'reduce';
  readonly releaseId: string;
  readonly spec: PromptsSpec;
}

export type PromptSetEvent = SplitPromptsEvent | PromptShardEvent | ReducePromptsEvent;
