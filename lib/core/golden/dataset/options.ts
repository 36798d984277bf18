import type { GroundTruth } from './ground-truth';

/** How a text that is a prompt becomes the body of a request. Messages are always sent as a chat. */
export interface PromptFormat {
  /** `chat`: `{"messages": [{"role": "user", …}]}`; `completion`: `{"prompt": …}`; `inputs`: `{"inputs": …}`; `text`: as it is. */
  readonly as: 'chat' | 'completion' | 'inputs' | 'text';
  /** Members beside it, such as `model` and `temperature`; those of the dataset count more. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** What a file does not say of itself. Paths are JMESPath over a whole record, for CSV over an object of its columns. */
export interface DatasetOptions {
  /** What is sent. A text is a prompt unless `contentType` is given; anything else is sent as JSON. */
  readonly inputPath?: string;
  /** What is right; a list is one value. */
  readonly expectedPath?: string;
  /** A whole answer that a model gave once, against which answers are compared where nothing else says what is right. */
  readonly outputPath?: string;
  /** `category` when absent. */
  readonly categoryPath?: string;
  /** `id` when absent. */
  readonly idPath?: string;
  /** `critical` when absent. */
  readonly criticalPath?: string;
  /** Of bodies that are text; the shape's own when absent. */
  readonly contentType?: string;
  /** As a chat when absent. */
  readonly prompt?: PromptFormat;
  /** The CSV file has no header: the first column is the label, the others are sent. False when absent. */
  readonly labelFirst?: boolean;
  /** Labels of captured requests, by the ids of their events. */
  readonly groundTruth?: GroundTruth;
}
