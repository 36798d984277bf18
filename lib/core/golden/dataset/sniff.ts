import { Entry, isMembers, Members } from './entry';
import { Malformed } from './malformed';
import { DatasetOptions } from './options';
import { ItemParts, Shape } from './shape';
import { BEDROCK_BATCH, BEDROCK_EVALUATION } from './shapes/bedrock';
import { MLFLOW, MLFLOW_GENAI } from './shapes/mlflow';
import { OPENAI_BATCH, OPENAI_CHAT, OPENAI_COMPLETION, OPENAI_EVALS } from './shapes/openai';
import { LABEL_FIRST, PLAIN } from './shapes/plain';
import { PROMPTFOO } from './shapes/promptfoo';
import { SAGEMAKER_CAPTURE } from './shapes/sagemaker-capture';
import { HUGGING_FACE, OPEN_INFERENCE, TF_SERVING } from './shapes/tensors';

const GROUND_TRUTH: Shape = {
  name: 'sagemaker-ground-truth',
  matches: ({ value }) => Object.hasOwn(value, 'groundTruthData'),
  read(): never {
    throw new Malformed('labels alone are no items; give the captured requests, and this file as their ground truth');
  },
};

/**
 * Data of OpenAI's evals API: `item`, whose members are the user's own, and `sample`, which is what a model said of it. The item is read
 * as what it looks like.
 */
const OPENAI_EVALS_API: Shape = {
  name: 'openai-evals-api',
  matches: ({ value }) => isMembers(value.item),
  read({ line, value, kept }, context): ItemParts {
    const item: Entry = { line, value: value.item as Members, kept: kept.item as Members };
    const shape = SHAPES.find((each) => each.matches(item)) ?? PLAIN;
    return shape.read(item, context);
  },
};

/** Shapes of JSON and YAML, the more particular ones first where members have the same names. */
const SHAPES: readonly Shape[] = [
  SAGEMAKER_CAPTURE,
  GROUND_TRUTH,
  PROMPTFOO,
  OPENAI_COMPLETION,
  BEDROCK_EVALUATION,
  OPENAI_CHAT,
  OPENAI_BATCH,
  OPENAI_EVALS,
  MLFLOW_GENAI,
  MLFLOW,
  OPEN_INFERENCE,
  HUGGING_FACE,
  TF_SERVING,
  BEDROCK_BATCH,
];

const CSV_SHAPES: readonly Shape[] = [LABEL_FIRST, PROMPTFOO];

/** The shape of a file by its first record. Who says with `inputPath` what is sent has said what the shape is. */
export function sniff(first: Entry, { inputPath }: DatasetOptions): Shape {
  if (inputPath !== undefined) return PLAIN;
  const shapes = first.row === undefined ? [...SHAPES, OPENAI_EVALS_API] : CSV_SHAPES;
  return shapes.find((shape) => shape.matches(first)) ?? PLAIN;
}
