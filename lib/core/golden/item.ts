/** The request of an item, ready to be sent. */
export interface GoldenRequest {
  readonly contentType: string;
  /** Text, or base64 of the bytes where `encoding` says so. */
  readonly body: string;
  readonly encoding?: 'base64';
  /** Method and path, where the dataset states them (OpenAI batch); those of the check otherwise. */
  readonly method?: string;
  readonly path?: string;
}

/** What is known of the right answer. */
export interface Expected {
  /** Any of them is right. */
  readonly anyOf: readonly unknown[];
  /**
   * `label`: the dataset says what is right. `recorded`: a whole answer that a model gave once (data capture), so that agreeing with it
   * shows that nothing changed, not that it is right; no test of which version is better counts it.
   */
  readonly source: 'label' | 'recorded';
}

/** A test of promptfoo as its file has it; `lib/core/prompts` knows what it means. */
export interface PromptTest {
  readonly vars: Readonly<Record<string, unknown>>;
  /** Assertions; texts are those of `__expected` columns. */
  readonly assert?: readonly unknown[];
  readonly description?: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly threshold?: number;
  readonly options?: Readonly<Record<string, unknown>>;
  /** `__metric`: name of the metric of all assertions of a CSV row. */
  readonly metric?: string;
  /** `__config:<column>:<key>` of a CSV row, by column. */
  readonly columnConfig?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly [member: string]: unknown;
}

/** One item of a golden set, of whatever shape its file is. Plain data: `itemToLine` writes it for a worker. */
export interface GoldenItem {
  /** The dataset's own id, or `line-12`. Nobody checks that ids are unique; `line` tells items apart. */
  readonly id: string;
  /** Line of its file on which it starts, counted from 1. */
  readonly line: number;
  readonly request: GoldenRequest;
  /** Undefined: nothing but the live version's answer tells what is right. */
  readonly expected?: Expected;
  /** Slice of the result that it counts in. */
  readonly category?: string;
  /** An item that must be right, whatever the others are. */
  readonly critical?: true;
  readonly test?: PromptTest;
}
