/** Who judges what the check cannot: a model by a rubric, a model's embeddings, a content policy, or the user's own function. */
export type JudgeKind = 'model' | 'embedding' | 'policy' | 'user';

type JsonObject = Readonly<Record<string, unknown>>;

/** What a judge is asked: promptfoo's `output` and `context`, and the assertion, for a function that judges several types. */
export interface JudgeQuestion {
  readonly output: string;
  readonly context: {
    readonly prompt: string;
    readonly vars: JsonObject;
    readonly test: JsonObject;
    readonly config: JsonObject;
    readonly metadata: JsonObject;
  };
  readonly assertion: JsonObject;
}

/** One question for a judge of that kind; its judgement goes back under the index. */
export interface JudgeRequest {
  readonly index: string;
  readonly by: JudgeKind;
  readonly question: JudgeQuestion;
}

/** What a function that judges is called with: the questions that one answer of the model raises. */
export interface JudgeInput {
  readonly requests: readonly JudgeRequest[];
}

/** What it answers: votes for each index, each a boolean, a score from 0 to 1, or `{pass, score, reason}`. Anything else is no vote. */
export interface JudgeOutput {
  readonly votes: readonly JudgeVotes[];
}

export interface JudgeVotes {
  readonly index: string;
  readonly votes: readonly unknown[];
}

/** Value of `Env.BEDROCK_JUDGE`. */
export interface BedrockJudgeSpec {
  /** Model, or inference profile, that grades. */
  readonly modelId: string;
  /** Model whose embeddings are compared; without it, no question about similarity is answered. */
  readonly embeddingModelId?: string;
  /** Where Bedrock is asked; the function's own region when absent. */
  readonly region?: string;
  /** Times that each question is asked. */
  readonly votes: number;
}
