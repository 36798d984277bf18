/** How chat completions are asked for. */
export interface OpenAiChatOptions {
  /**
   * Path of chat completions.
   *
   * @default '/v1/chat/completions'
   */
  readonly path?: string;

  /**
   * Name of the model that servers of several ones want.
   *
   * @default - none is sent
   */
  readonly model?: string;

  /**
   * Whether answers are asked for piece by piece, as server-sent events. The time to the first piece is measured then, and an answer that
   * ends early counts as none.
   *
   * @default false
   */
  readonly stream?: boolean;

  /**
   * How much the answers vary, 0 to 2.
   *
   * @default 0
   */
  readonly temperature?: number;

  /**
   * Most tokens of an answer (`max_tokens`), 1 to 1,000,000.
   *
   * @default - the server's own
   */
  readonly maxTokens?: number;

  /**
   * Tools that the model may call, as in the API.
   *
   * @default - none
   */
  readonly tools?: any[];

  /**
   * Other members of the request, for example `seed`, `response_format`, `logprobs` or `max_completion_tokens`.
   *
   * @default - none
   */
  readonly parameters?: { [name: string]: any };
}

/** How prompts are sent to an endpoint that speaks text, or JSON of its own. */
export interface PlainTextOptions {
  /**
   * Path that prompts are sent to.
   *
   * @default - the protocol's path of predictions
   */
  readonly path?: string;

  /**
   * Body of the request with `{{prompt}}` where the prompt goes: a text, or an object that becomes JSON.
   *
   * @default - the prompt alone
   */
  readonly body?: any;

  /**
   * Where the text is in a JSON answer, for example `[0].generated_text`.
   *
   * @default - all of the answer
   */
  readonly answerPath?: string;

  /**
   * Content type of the request.
   *
   * @default - `application/json` for a body that is an object, else `text/plain`
   */
  readonly contentType?: string;
}
