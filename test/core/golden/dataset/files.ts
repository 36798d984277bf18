import { DatasetOptions } from '../../../../lib/core/golden/dataset/options';
import { ShapeName } from '../../../../lib/core/golden/dataset/shape';

/** A file in a public format, its shape, what is said of it, and the file of the items that it holds. */
export type FileOfShape = readonly [name: string, shape: ShapeName, options: DatasetOptions, items: string];

export const FILES: readonly FileOfShape[] = [
  ['sagemaker-capture.jsonl', 'sagemaker-capture', {}, 'sagemaker-capture.jsonl'],
  ['promptfoo.yaml', 'promptfoo', {}, 'promptfoo-yaml.jsonl'],
  ['promptfoo.json', 'promptfoo', {}, 'promptfoo-json.jsonl'],
  ['promptfoo.jsonl', 'promptfoo', {}, 'promptfoo-jsonl.jsonl'],
  ['promptfoo.csv', 'promptfoo', {}, 'promptfoo-csv.jsonl'],
  ['bedrock-evaluation.jsonl', 'bedrock-evaluation', {}, 'bedrock-evaluation.jsonl'],
  [
    'openai-completion.jsonl',
    'openai-completion',
    { prompt: { as: 'completion', parameters: { max_tokens: 1 } } },
    'openai-completion.jsonl',
  ],
  ['openai-chat.jsonl', 'openai-chat', { prompt: { as: 'chat', parameters: { model: 'ours' } } }, 'openai-chat.jsonl'],
  ['openai-batch.jsonl', 'openai-batch', {}, 'openai-batch.jsonl'],
  ['openai-evals.jsonl', 'openai-evals', {}, 'openai-evals.jsonl'],
  ['openai-evals-api.jsonl', 'openai-evals-api', {}, 'openai-evals-api.jsonl'],
  [
    'openai-evals-api-own.jsonl',
    'plain',
    {
      inputPath: 'item.ticket_text',
      expectedPath: 'item.correct_label',
      outputPath: 'sample.output_text',
      prompt: { as: 'text' },
    },
    'openai-evals-api-own.jsonl',
  ],
  ['mlflow-split.json', 'mlflow', {}, 'mlflow-split.jsonl'],
  ['mlflow-records.jsonl', 'mlflow', {}, 'mlflow-records.jsonl'],
  ['mlflow-genai.jsonl', 'mlflow-genai', { categoryPath: 'tags.topic' }, 'mlflow-genai.jsonl'],
  ['open-inference.jsonl', 'open-inference', {}, 'open-inference.jsonl'],
  ['tf-serving.jsonl', 'tf-serving', {}, 'tf-serving.jsonl'],
  ['hugging-face.jsonl', 'hugging-face', {}, 'hugging-face.jsonl'],
  ['bedrock-batch.jsonl', 'bedrock-batch', {}, 'bedrock-batch.jsonl'],
  ['plain.jsonl', 'plain', {}, 'plain-jsonl.jsonl'],
  [
    'plain.json',
    'plain',
    { inputPath: '{instances: [features]}', expectedPath: 'truth.label', categoryPath: 'region', idPath: 'key' },
    'plain-json.jsonl',
  ],
  ['plain.csv', 'plain', { expectedPath: 'label', categoryPath: 'country' }, 'plain-csv.jsonl'],
  [
    'plain.csv',
    'plain',
    { inputPath: '{amount: amount, country: country}', expectedPath: 'label' },
    'plain-csv-path.jsonl',
  ],
  ['label-first.csv', 'label-first', { labelFirst: true }, 'label-first.jsonl'],
];
