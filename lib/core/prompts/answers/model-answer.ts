/** A function that the model wants called. */
export interface FunctionCall {
  readonly name: string;
  /** JSON as the model wrote it, which may be none. */
  readonly arguments: string;
}

export interface TokenUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Those of the prompt's tokens that the server had in its cache. 0 when absent. */
  readonly cachedTokens?: number;
}

/** What a model said, whatever endpoint it came through. */
export interface ModelAnswer {
  /** Empty when the model only called tools. */
  readonly text: string;
  readonly toolCalls: readonly FunctionCall[];
  /** OpenAI's older form of a call. */
  readonly functionCall?: FunctionCall;
  /** The model's own statement that it refuses. */
  readonly refusal?: string;
  /** `stop`, `length`, `content_filter` or `tool_calls`; another server's word as it is. */
  readonly finishReason?: string;
  readonly usage?: TokenUsage;
  /** Natural logarithm of each token's probability, when they were asked for. */
  readonly logprobs?: readonly number[];
}

/** An answer, or why there is none; the reason names no content. */
export type ModelReply =
  { readonly kind: 'answer'; readonly answer: ModelAnswer } | { readonly kind: 'failed'; readonly error: string };

/** What text assertions and judges read, as in promptfoo: the text, or the calls as JSON when there is no text. */
export function outputOf({ text, refusal, toolCalls, functionCall }: ModelAnswer): string {
  if (text !== '') return text;
  if (toolCalls.length > 0) return JSON.stringify(toolCalls.map((call) => ({ type: 'function', function: call })));
  return functionCall === undefined ? (refusal ?? '') : JSON.stringify(functionCall);
}
