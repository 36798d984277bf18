import { DatasetFileOptions } from '../../../contract/index';
import type { GroundTruth } from './ground-truth';

/** How a text that is a prompt becomes the body of a request. Messages are always sent as a chat. */
export interface PromptFormat {
  /** `chat`: `{"messages": [{"role": "user", …}]}`; `completion`: `{"prompt": …}`; `inputs`: `{"inputs": …}`; `text`: as it is. */
  readonly as: 'chat' | 'completion' | 'inputs' | 'text';
  /** Members beside it, such as `model` and `temperature`; those of the dataset count more. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** What is told of a file besides its text. */
export interface DatasetOptions extends DatasetFileOptions {
  /** As a chat when absent. */
  readonly prompt?: PromptFormat;
  /** Labels of captured requests, by the ids of their events. */
  readonly groundTruth?: GroundTruth;
}
