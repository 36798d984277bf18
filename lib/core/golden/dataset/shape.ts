import { Expected, GoldenRequest, PromptTest } from '../item';
import { Entry } from './entry';
import { DatasetOptions } from './options';
import { DatasetTools } from './tools';

/** Names of the shapes, as a report tells them. */
export type ShapeName =
  | 'sagemaker-capture'
  | 'sagemaker-ground-truth'
  | 'promptfoo'
  | 'bedrock-evaluation'
  | 'openai-completion'
  | 'openai-chat'
  | 'openai-batch'
  | 'openai-evals'
  | 'openai-evals-api'
  | 'mlflow-genai'
  | 'mlflow'
  | 'open-inference'
  | 'hugging-face'
  | 'tf-serving'
  | 'bedrock-batch'
  | 'label-first'
  | 'plain';

/** What a shape knows of a record; paths that the user gives count more. */
export interface ItemParts {
  /** Undefined when nothing in the record says which part is sent. */
  readonly request?: GoldenRequest;
  readonly expected?: Expected;
  readonly id?: string;
  readonly category?: string;
  readonly critical?: boolean;
  readonly test?: PromptTest;
}

export interface ShapeContext {
  readonly options: DatasetOptions;
  readonly tools: DatasetTools;
}

/** A way in which people write items down. */
export interface Shape {
  readonly name: ShapeName;
  /** Decides by the names of members, so that a broken record is told as one of its shape. */
  readonly matches: (entry: Entry) => boolean;
  /** Throws `Malformed`. */
  readonly read: (entry: Entry, context: ShapeContext) => ItemParts;
}

/** What a dataset says is right. */
export function label(value: unknown): Expected {
  return { anyOf: [value], source: 'label' };
}

/** A whole answer that a model gave. */
export function recorded(answer: unknown): Expected {
  return { anyOf: [answer], source: 'recorded' };
}
