import { DatasetOptions } from '../../../../lib/core/golden/dataset/options';
import { readGroundTruth } from '../../../../lib/core/golden/dataset/ground-truth';
import { itemFromLine, itemToLine } from '../../../../lib/core/golden/item-line';
import { loadDatasetTools } from '../../../../lib/handlers/check/dataset-tools';
import { fixture, readFixture } from './open-fixture';

const JSON_TYPE = 'application/json';
const label = (...anyOf: unknown[]): object => ({ anyOf, source: 'label' });
const recorded = (...anyOf: unknown[]): object => ({ anyOf, source: 'recorded' });
const json = (body: string): object => ({ contentType: JSON_TYPE, body });
const chat = (content: string, rest = ''): object =>
  json(`{"messages":[{"role":"user","content":"${content}"}]${rest}}`);

/** File, its shape, options, and what is read of it, line by line. */
const FILES: readonly (readonly [string, string, DatasetOptions, readonly object[]])[] = [
  [
    'sagemaker-capture.jsonl',
    'sagemaker-capture',
    {},
    [
      {
        id: 'aaaaaaaa-0000-4000-8000-000000000001',
        line: 1,
        request: { contentType: 'text/csv', body: '132,25,113.2,96,269.9\n8,0,0,12,1.0' },
        expected: recorded([0.0134, 0.91]),
      },
      {
        id: 'order-17',
        line: 2,
        request: json('{"amount": 12.50, "account": 90071992547409931}'),
        expected: recorded({ label: 'fraud', score: 0.93 }),
      },
      {
        id: 'aaaaaaaa-0000-4000-8000-000000000003',
        line: 3,
        request: json('{"text":"gr\u00fc\u00dfe"}'),
        expected: recorded({ label: 'ok' }),
      },
      {
        id: 'aaaaaaaa-0000-4000-8000-000000000004',
        line: 4,
        request: { contentType: 'image/png', body: 'iVBORw0KGgo=', encoding: 'base64' },
        expected: recorded({ label: 'cat' }),
      },
    ],
  ],
  [
    'promptfoo.yaml',
    'promptfoo',
    {},
    [
      {
        id: 'line-13',
        line: 13,
        request: json('{"question":"What is the capital of France?"}'),
        expected: label('Paris'),
        category: 'geography',
        critical: true,
        test: {
          description: 'capital',
          vars: { question: 'What is the capital of France?' },
          assert: [{ type: 'equals', value: 'Paris' }],
          metadata: { category: 'geography', critical: true },
        },
      },
      {
        id: 'line-23',
        line: 23,
        request: json('{"question":"What is 2 + 2?","digits":1}'),
        test: {
          vars: { question: 'What is 2 + 2?', digits: 1 },
          assert: [
            { type: 'not-icontains', value: 'stupid' },
            { type: 'regex', value: '^4\\.?$', weight: 2 },
          ],
          threshold: 0.5,
        },
      },
    ],
  ],
  [
    'promptfoo.json',
    'promptfoo',
    {},
    [
      {
        id: 'line-4',
        line: 4,
        request: json('{"question":"Which planet is the largest?"}'),
        test: {
          vars: { question: 'Which planet is the largest?' },
          assert: [{ type: 'icontains', value: 'Jupiter' }],
        },
      },
      {
        id: 'line-6',
        line: 6,
        request: json('{"question":"Is water wet?"}'),
        expected: label('yes'),
        test: { vars: { question: 'Is water wet?' }, assert: [{ type: 'equals', value: 'yes' }] },
      },
    ],
  ],
  [
    'promptfoo.jsonl',
    'promptfoo',
    {},
    [
      {
        id: 'line-1',
        line: 1,
        request: json('{"language":"German","text":"Hello"}'),
        category: 'translation',
        test: {
          vars: { language: 'German', text: 'Hello' },
          assert: [{ type: 'contains-any', value: ['Hallo', 'Guten Tag'] }],
          metadata: { category: 'translation' },
        },
      },
      {
        id: 'line-3',
        line: 3,
        request: json('{"language":"French","text":"Hello"}'),
        test: { vars: { language: 'French', text: 'Hello' }, assert: [{ type: 'equals', value: '{{greeting}}' }] },
      },
    ],
  ],
  [
    'promptfoo.csv',
    'promptfoo',
    {},
    [
      {
        id: 'line-2',
        line: 2,
        request: json('{"question":"Who wrote \\"Faust\\"?","context":"plays, German"}'),
        expected: label('Goethe'),
        category: 'literature',
        test: {
          vars: { question: 'Who wrote "Faust"?', context: 'plays, German' },
          assert: ['Goethe'],
          description: 'authors',
          metric: 'quality',
          options: { prefix: 'Please:' },
          metadata: { category: 'literature', tags: ['a', 'b,c'] },
        },
      },
      {
        id: 'line-3',
        line: 3,
        request: json('{"question":"Say JSON","context":""}'),
        test: {
          vars: { question: 'Say JSON', context: '' },
          assert: ['is-json', 'contains:{'],
          threshold: 0.8,
          columnConfig: { __expected1: { threshold: '0.9' } },
        },
      },
      {
        id: 'line-4',
        line: 4,
        request: json('{"question":"Sum of 2 and 3","context":""}'),
        expected: label('5'),
        test: { vars: { question: 'Sum of 2 and 3', context: '' }, assert: ['5'] },
      },
    ],
  ],
  [
    'bedrock-evaluation.jsonl',
    'bedrock-evaluation',
    {},
    [
      {
        id: 'line-1',
        line: 1,
        request: chat('The chemical symbol of gold is'),
        expected: label('Au'),
        category: 'Chemistry',
      },
      {
        id: 'line-2',
        line: 2,
        request: chat('Summarize: it rained all day and nobody went out.'),
        category: 'Summaries',
      },
      { id: 'line-3', line: 3, request: chat('Bears eat') },
    ],
  ],
  [
    'openai-completion.jsonl',
    'openai-completion',
    { prompt: { as: 'completion', parameters: { max_tokens: 1 } } },
    [
      {
        id: 'line-1',
        line: 1,
        request: json('{"max_tokens":1,"prompt":"Great product, would buy again ->"}'),
        expected: label(' positive'),
      },
      {
        id: 'line-2',
        line: 2,
        request: json('{"max_tokens":1,"prompt":"Broke after a day ->"}'),
        expected: label(' negative'),
      },
    ],
  ],
  [
    'openai-chat.jsonl',
    'openai-chat',
    { prompt: { as: 'chat', parameters: { model: 'ours' } } },
    [
      {
        id: 'line-1',
        line: 1,
        request: json(
          '{"model":"ours","messages":[{"role":"system","content":"You route tickets."},{"role":"user","content":"My card was charged twice."}]}',
        ),
        expected: label('billing'),
      },
      {
        id: 'oslo',
        line: 2,
        request: json(
          '{"model":"ours","tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object"}}}],' +
            '"parallel_tool_calls":false,"messages":[{"role":"user","content":"Weather in Oslo?"}]}',
        ),
        expected: label({
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }],
        }),
        category: 'tools',
      },
      {
        id: 'line-3',
        line: 3,
        request: json(
          '{"model":"ours","messages":[{"role":"user","content":"Hello"},{"role":"assistant","content":"Hi"},{"role":"user","content":"Who are you?"}]}',
        ),
      },
    ],
  ],
  [
    'openai-batch.jsonl',
    'openai-batch',
    {},
    [
      {
        id: 'request-1',
        line: 1,
        request: {
          ...json('{"model":"ours","temperature":1.0,"messages":[{"role":"user","content":"Ping"}]}'),
          method: 'POST',
          path: '/v1/chat/completions',
        },
      },
      {
        id: 'request-2',
        line: 2,
        request: { ...json('{"model":"ours","input":"Pong"}'), method: 'POST', path: '/v1/embeddings' },
      },
    ],
  ],
  [
    'openai-evals.jsonl',
    'openai-evals',
    {},
    [
      {
        id: 'line-1',
        line: 1,
        request: json(
          '{"messages":[{"role":"system","content":"Answer with a number."},{"role":"user","content":"Legs of a spider?"}]}',
        ),
        expected: label('8', 'eight'),
      },
      { id: 'line-2', line: 2, request: chat('Capital of Spain?'), expected: label('Madrid') },
    ],
  ],
  [
    'openai-evals-api.jsonl',
    'openai-evals-api',
    {},
    [
      { id: 'line-1', line: 1, request: chat('Capital of Italy?'), expected: label('Rome') },
      { id: 'line-2', line: 2, request: chat('Capital of Peru?'), expected: label('Lima') },
    ],
  ],
  [
    'openai-evals-api-own.jsonl',
    'plain',
    {
      inputPath: 'item.ticket_text',
      expectedPath: 'item.correct_label',
      outputPath: 'sample.output_text',
      prompt: { as: 'text' },
    },
    [
      {
        id: 'line-1',
        line: 1,
        request: { contentType: 'text/plain; charset=utf-8', body: 'My monitor stays black' },
        expected: label('Hardware'),
      },
      {
        id: 'line-2',
        line: 2,
        request: { contentType: 'text/plain; charset=utf-8', body: 'I forgot my password' },
        expected: label('Access'),
      },
    ],
  ],
  [
    'mlflow-split.json',
    'mlflow',
    {},
    [
      {
        id: 'line-1',
        line: 1,
        request: json(
          '{"dataframe_split":{"columns":["amount","country"],"data":[[12.0,"NO"],[900.5,"US"]]},"params":{"top":1}}',
        ),
        expected: label(['ok', 'fraud']),
      },
    ],
  ],
  [
    'mlflow-records.jsonl',
    'mlflow',
    {},
    [
      {
        id: '7',
        line: 1,
        request: json('{"dataframe_records":[{"amount":12.0,"country":"NO"}]}'),
        expected: label(['ok']),
        category: 'small',
      },
      {
        id: 'line-2',
        line: 2,
        request: json('{"dataframe_records":[{"amount":NaN,"country":"US"}]}'),
        expected: label([NaN]),
        critical: true,
      },
    ],
  ],
  [
    'mlflow-genai.jsonl',
    'mlflow-genai',
    { categoryPath: 'tags.topic' },
    [
      {
        id: 'line-1',
        line: 1,
        request: json('{"question":"What is MLflow?"}'),
        expected: label('A platform for machine learning'),
        category: 'tools',
      },
      { id: 'line-2', line: 2, request: json('{"question":"What is Spark?"}') },
    ],
  ],
  [
    'open-inference.jsonl',
    'open-inference',
    {},
    [
      {
        id: 'a1',
        line: 1,
        request: json(
          '{"id":"a1","inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[1.0,2.5,3.0,4.0]}],"outputs":[{"name":"y"}]}',
        ),
        expected: label([0, 1]),
      },
      {
        id: 'a2',
        line: 2,
        request: json(
          '{"id":"a2","parameters":{"priority":1},"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[[5,6]]},' +
            '{"name":"text","shape":[1],"datatype":"BYTES","data":["a"]}]}',
        ),
        expected: label([1]),
      },
    ],
  ],
  [
    'tf-serving.jsonl',
    'tf-serving',
    {},
    [
      {
        id: 'line-1',
        line: 1,
        request: json('{"signature_name":"serving_default","instances":[[1.0,2.0],[3.0,4.0]]}'),
        expected: label([
          [0.2, 0.8],
          [0.9, 0.1],
        ]),
      },
      {
        id: 'line-2',
        line: 2,
        request: json('{"inputs":{"x":[[1.0]],"name":["a"]}}'),
        expected: label({ y: [0.5] }),
      },
    ],
  ],
  [
    'hugging-face.jsonl',
    'hugging-face',
    {},
    [
      {
        id: 'line-1',
        line: 1,
        request: json('{"inputs":"My dog is called","parameters":{"max_new_tokens":5,"temperature":0.0}}'),
        expected: label('Rex'),
      },
      {
        id: 'line-2',
        line: 2,
        request: json('{"inputs":["great","awful"]}'),
        expected: label(['POSITIVE', 'NEGATIVE']),
      },
      {
        id: 'line-3',
        line: 3,
        request: json('{"inputs":{"source_sentence":"a","sentences":["b"]},"parameters":{}}'),
      },
    ],
  ],
  [
    'bedrock-batch.jsonl',
    'bedrock-batch',
    {},
    [
      {
        id: 'CALL0000001',
        line: 1,
        request: json(
          '{"anthropic_version":"bedrock-2023-05-31","max_tokens":10,"messages":[{"role":"user","content":[{"type":"text","text":"Ping"}]}]}',
        ),
      },
      {
        id: 'CALL0000002',
        line: 2,
        request: json('{"inputText":"Ping"}'),
        expected: recorded({ results: [{ outputText: 'Pong' }] }),
      },
    ],
  ],
  [
    'plain.jsonl',
    'plain',
    {},
    [
      {
        id: 'line-1',
        line: 1,
        request: json('{"amount":10.0,"country":"NO"}'),
        expected: label('ok'),
        category: 'small',
      },
      {
        id: 'big',
        line: 2,
        request: json('{"amount":20000,"country":"US"}'),
        expected: label('fraud'),
        category: 'large',
        critical: true,
      },
    ],
  ],
  [
    'plain.json',
    'plain',
    {
      inputPath: '{instances: [features]}',
      expectedPath: 'truth.label',
      categoryPath: 'region',
      idPath: 'key',
    },
    [
      {
        id: 'k1',
        line: 2,
        request: json('{"instances":[{"amount":10.0}]}'),
        expected: label('ok'),
        category: 'north',
      },
      {
        id: 'k2',
        line: 4,
        request: json('{"instances":[{"amount":99.5}]}'),
        expected: label('fraud'),
        category: 'south',
      },
    ],
  ],
  [
    'plain.csv',
    'plain',
    { expectedPath: 'label', categoryPath: 'country' },
    [
      {
        id: 'line-2',
        line: 2,
        request: { contentType: 'text/csv', body: '10.0,"a, ""b"""' },
        expected: label(0),
        category: 'NO',
      },
      {
        id: 'line-3',
        line: 3,
        request: { contentType: 'text/csv', body: '007,"two\r\nlines"' },
        expected: label(1),
        category: 'US',
      },
    ],
  ],
  [
    'plain.csv',
    'plain',
    { inputPath: '{amount: amount, country: country}', expectedPath: 'label' },
    [
      { id: 'line-2', line: 2, request: json('{"amount":10.0,"country":"NO"}'), expected: label(0) },
      { id: 'line-3', line: 3, request: json('{"amount":"007","country":"US"}'), expected: label(1) },
    ],
  ],
  [
    'label-first.csv',
    'label-first',
    { labelFirst: true },
    [
      { id: 'line-1', line: 1, request: { contentType: 'text/csv', body: '10.0,1,3' }, expected: label(0) },
      { id: 'line-2', line: 2, request: { contentType: 'text/csv', body: '900.50,0,4' }, expected: label(1) },
    ],
  ],
];

test.each(FILES)('%s is read as %s, each item with its request', async (name, shape, options, items) => {
  const dataset = await readFixture(name, options);
  expect(dataset.shape).toBe(shape);
  expect(dataset.items).toEqual(items);
});

test.each(FILES)('a worker gets the items of %s (%s) as they were read', async (name, _, options) => {
  const { items } = await readFixture(name, options);
  const lines = items.map(itemToLine);
  expect(lines.every((line) => !line.includes('\n'))).toBe(true);
  expect(lines.map(itemFromLine)).toEqual(items);
});

test('what stands beside the tests is kept for the check of prompts', async () => {
  const { suite } = await readFixture('promptfoo.yaml');
  expect(suite).toMatchObject({
    prompts: ['Answer in one word: {{question}}'],
    defaultTest: { assert: [{ type: 'latency', threshold: 2000 }] },
    assertionTemplates: { polite: { type: 'not-icontains', value: 'stupid' } },
  });
  expect((await readFixture('promptfoo.jsonl')).suite).toBeUndefined();
});

test('ground truth makes labels of what was captured, by the inference id or else by the event id', async () => {
  const source = { name: 'truth.jsonl', chunks: [fixture('sagemaker-ground-truth.jsonl')] };
  const groundTruth = await readGroundTruth(source, await loadDatasetTools());
  const { items } = await readFixture('sagemaker-capture.jsonl', { groundTruth });
  expect(items.map(({ expected }) => expected)).toEqual([
    label([0, 1]),
    label('fraud'),
    recorded({ label: 'ok' }),
    recorded({ label: 'cat' }),
  ]);
});
