import { DatasetOptions } from '../../../../lib/core/golden/dataset/options';
import { openDataset } from '../../../../lib/core/golden/dataset/read';
import { readGroundTruth } from '../../../../lib/core/golden/dataset/ground-truth';
import { loadDatasetTools } from '../../../../lib/handlers/shared/dataset-tools';
import { fixture, readText } from './open-fixture';

const CAPTURE = fixture('sagemaker-capture.jsonl').split('\n')[0];

/** What is wrong, the file, and the message: file, line, rule; remedy. */
type Broken = [what: string, name: string, text: string, message: RegExp, options?: DatasetOptions];

const BROKEN: readonly Broken[] = [
  ['an empty file', 'a.jsonl', ' \n', /^a\.jsonl:1: the file must have an item at least.*; add items/],
  ['an empty file of no known kind', 'a', '\n\n', /^a:1: the file must have an item at least/],
  ['a CSV file with a header only', 'a.csv', 'x,y\n', /^a\.csv:1: .*an item at least/],
  [
    'a line that is no JSON',
    'a.jsonl',
    '{"input":1}\n\n{"input":,}\n',
    /^a\.jsonl:3: a record must be JSON.*; correct/,
  ],
  ['a first line that is no JSON', 'a.jsonl', '{"input":1,}\n{"input":1}\n', /^a\.jsonl:1: a record must be JSON/],
  ['a line that was cut off', 'a.jsonl', '{"input":1}\n{"input":"x', /^a\.jsonl:2: a record must be JSON/],
  ['a line that is a list', 'a.jsonl', '{"input":1}\n[1]\n', /^a\.jsonl:2: a record must be a JSON object.*; write/],
  ['a list that was cut off', 'a.json', '[\n{"input":1},\n{"input"', /^a\.json:3: the list must end with \].*cut off/],
  ['a list with an extra comma', 'a.json', '[\n{"input":1},\n]', /^a\.json:3: .*before \]; take the extra comma out/],
  ['something after a list', 'a.json', '[{"input":1}]\n\nx', /^a\.json:3: there must be nothing after the list/],
  ['an element that is no object', 'a.json', '[\n{"input":1},\n7]', /^a\.json:3: a record must be a JSON object/],
  ['an element that is no JSON', 'a.json', '[{"input":1},\n{"input":\n2,}]', /^a\.json:3: a record must be JSON/],
  ['a document that is no JSON', 'a.json', '{\n "instances": [1],\n oops\n}', /^a\.json:3: a record must be JSON/],
  ['a document that was cut off', 'a.json', '{\n "instances": [1,\n', /^a\.json:2: a record must be JSON/],
  ['a row that is too long', 'a.csv', 'x,expected\n1,2\n1,2,3\n', /^a\.csv:3: a row must have as many cells.*; put/],
  ['a quote that is open', 'a.csv', 'x,expected\n1,"2\n', /^a\.csv:2: a row must be CSV.*; double the quotes/],
  ['CSV without a header', 'a.csv', '1,2\n3,4\n', /^a\.csv:1: the first row must name the columns.*labelFirst/],
  ['a column twice', 'a.csv', 'x,y,x\n3,4,5\n', /^a\.csv:1: each column must have a name of its own, got "x"; rename/],
  ['a label alone', 'a.csv', '1\n', /^a\.csv:1: a row must have a label and what is sent/, { labelFirst: true }],
  ['nothing that is sent', 'a.csv', 'expected\n1\n', /^a\.csv:2: a row must have a column that is sent/],
  ['YAML that is none', 'a.yaml', 'tests:\n  - vars: {a: [}\n', /^a\.yaml:\d: the text must be YAML, and is not/],
  ['an alias of nothing', 'a.yaml', '- vars: *nothing\n', /^a\.yaml:\d: the aliases of the text must be few.*; write/],
  ['YAML of a text', 'a.yaml', 'hello', /^a\.yaml:1: the file must hold a list, or an object with tests/],
  [
    'tests elsewhere',
    'a.yaml',
    'prompts: []\ntests: file://t.csv\n',
    /^a\.yaml:2: tests must be a list.*; give the file/,
  ],
  [
    'a test elsewhere',
    'a.yaml',
    'tests:\n  - vars: {a: 1}\n  - file://t.yaml\n',
    /^a\.yaml:3: a test must be an object/,
  ],
  ['variables elsewhere', 'a.yaml', '- vars: vars.yaml\n  assert: []\n', /^a\.yaml:1: vars must be an object.*; copy/],
  ['assertions that are no list', 'a.yaml', '- vars: {a: 1}\n  assert: 1\n', /^a\.yaml:1: assert must be a list/],
  [
    'an unknown column',
    'a.csv',
    'q,__expected,__expectd\n1,2,3\n',
    /^a\.csv:2: .*one of promptfoo's.*got "__expectd"; rename/,
  ],
  ['a threshold that is none', 'a.csv', 'q,__expected,__threshold\n1,2,x\n', /^a\.csv:2: __threshold must be a number/],
  [
    'a capture without output data',
    'a.jsonl',
    CAPTURE.replace('"data":"0.0', '"dat":"0.0'),
    /^a\.jsonl:1: .*endpointOutput\.data/,
  ],
  [
    'an encoding that is none',
    'a.jsonl',
    CAPTURE.replace('"CSV"', '"XML"'),
    /encoding must be CSV, JSON or BASE64, got "XML"; copy/,
  ],
  [
    'base64 that is none',
    'a.jsonl',
    CAPTURE.replace('"CSV"', '"BASE64"'),
    /endpointInput\.data must be base64.*; copy/,
  ],
  [
    'an event without id',
    'a.jsonl',
    CAPTURE.replace('eventId', 'event'),
    /^a\.jsonl:1: eventMetadata\.eventId must be a text/,
  ],
  ['labels alone', 'a.jsonl', fixture('sagemaker-ground-truth.jsonl'), /^a\.jsonl:1: labels alone are no items; give/],
  [
    'another shape later',
    'a.jsonl',
    '{"instances":[1]}\n{"messages":[]}\n',
    /^a\.jsonl:2: .*those before it, tf-serving.*; split/,
  ],
  ['a prompt that is no text', 'a.jsonl', '{"prompt":1,"referenceResponse":"x"}', /^a\.jsonl:1: prompt must be a text/],
  [
    'a reference that is no text',
    'a.jsonl',
    '{"prompt":"x","referenceResponse":1}',
    /referenceResponse must be a text/,
  ],
  ['a completion that is no text', 'a.jsonl', '{"prompt":"x","completion":1}', /completion must be a text/],
  [
    'messages without role',
    'a.jsonl',
    '{"messages":[{"content":"x"}]}',
    /messages must be a list of objects with role/,
  ],
  [
    'nothing that is asked',
    'a.jsonl',
    '{"messages":[{"role":"assistant","content":"x"}]}',
    /messages must have one before/,
  ],
  ['no answer', 'a.jsonl', '{"messages":[{"role":"user"},{"role":"assistant"}]}', /must have content or tool_calls/],
  [
    'results of a batch',
    'a.jsonl',
    '{"custom_id":"a","response":{}}',
    /must hold requests.*; give the file that was uploaded/,
  ],
  ['a batch without url', 'a.jsonl', '{"custom_id":"a","body":{}}', /must have a body and a url/],
  ['a batch without id', 'a.jsonl', '{"custom_id":1,"body":{}}', /custom_id must be a text/],
  ['no ideal answer', 'a.jsonl', '{"input":"x","ideal":[]}', /ideal must have an answer/],
  ['an input that is none', 'a.jsonl', '{"input":[1],"ideal":"x"}', /input must be a text or a list of messages/],
  ["an item of the user's own", 'a.jsonl', '{"item":{"ticket":"x"}}', /^a\.jsonl:1: .*; say with inputPath which part/],
  [
    'a frame without columns',
    'a.jsonl',
    '{"dataframe_split":{"data":[]}}',
    /must have columns and data; write df\.to_dict/,
  ],
  [
    'a short row',
    'a.jsonl',
    '{"dataframe_split":{"columns":["a","b"],"data":[[1,2],[1]]}}',
    /the 2 columns, row 1 has not/,
  ],
  ['records that are none', 'a.jsonl', '{"dataframe_records":[1]}', /dataframe_records must be a list of objects/],
  [
    'facts',
    'a.jsonl',
    '{"inputs":{"q":1},"expectations":{"expected_facts":[]}}',
    /expectations must have expected_response/,
  ],
  [
    'a tensor without name',
    'a.jsonl',
    '{"inputs":[{"shape":[1],"datatype":"FP32","data":[1]}]}',
    /must have a name and a datatype/,
  ],
  [
    'an unknown datatype',
    'a.jsonl',
    '{"inputs":[{"name":"x","shape":[1],"datatype":"F","data":[1]}]}',
    /a datatype such as FP32/,
  ],
  [
    'a shape that is none',
    'a.jsonl',
    '{"inputs":[{"name":"x","shape":[-1],"datatype":"FP32","data":[1]}]}',
    /the shape of input "x"/,
  ],
  [
    'too few values',
    'a.jsonl',
    '{"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[1]}]}',
    /as its shape says, 4, got 1;/,
  ],
  ['no instances', 'a.jsonl', '{"instances":[]}', /instances must be a list with a row at least/],
  ['inputs that are a number', 'a.jsonl', '{"inputs":1}', /inputs must be an object of columns, or a list/],
  ['no inputs', 'a.jsonl', '{"inputs":null,"parameters":{}}', /inputs must have a value, got null/],
  ['a batch record without input', 'a.jsonl', '{"recordId":"a","modelInput":"x"}', /modelInput must be an object/],
  ['no known member', 'a.jsonl', '{"question":"x"}', /must be of a known shape, or have input; say with inputPath/],
  [
    'no input at the path',
    'a.jsonl',
    '{"q":"x"}\n{"p":"x"}',
    /^a\.jsonl:2: .*inputPath, got none at q/,
    { inputPath: 'q' },
  ],
  [
    'nothing expected',
    'a.jsonl',
    '{"input":"x"}',
    /expectedPath, got none at label; correct/,
    { expectedPath: 'label' },
  ],
];

test.each<Broken>(BROKEN)(
  'fails with file, line, rule and remedy for %s',
  async (_, name, text, message, options = {}) => {
    const reading = readText(name, text, options);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toMatchObject({
      name: 'DatasetError',
      file: name,
      message: expect.stringContaining('; '),
    });
  },
);

test.each([
  ['a label that is no JSON', '{', /^t\.jsonl:2: a line must be JSON/],
  ['a line without label', '{"eventMetadata":{"eventId":"a"}}', /^t\.jsonl:2: a label must have groundTruthData/],
  [
    'an empty label',
    '{"groundTruthData":{"data":"","encoding":"CSV"},"eventMetadata":{"eventId":"a"}}',
    /must not be empty/,
  ],
  ['a label without event', '{"groundTruthData":{"data":"1","encoding":"CSV"}}', /^t\.jsonl:2: eventMetadata\.eventId/],
])('fails for ground truth with %s', async (_, line, message) => {
  const chunks = [`${fixture('sagemaker-ground-truth.jsonl').split('\n')[0]}\n${line}`];
  await expect(readGroundTruth({ name: 't.jsonl', chunks }, await loadDatasetTools())).rejects.toThrow(message);
});

test('fails for a path that is none, which is no fault of the file', async () => {
  const reading = readText('a.jsonl', '{"input":1}', { categoryPath: 'a..b' });
  await expect(reading).rejects.toThrow('categoryPath must be a JMESPath, got "a..b"; write it like features.amount');
});

test('fails for a record of more characters than are held, wherever its end is', async () => {
  const long = `{"input":"${'x'.repeat(1024 * 1024)}`;
  const chunks = Array.from({ length: 40 }, () => long.slice(10));
  const tools = await loadDatasetTools();
  for (const first of [long, `{"input":1}\n${long}`, `[${long}`]) {
    const reading = (async () => {
      const { items } = await openDataset({ name: 'a', chunks: [first, ...chunks] }, {}, tools);
      for await (const item of items) expect(item.line).toBe(1);
    })();
    await expect(reading).rejects.toThrow(/^a:\d: .* must have 33554432 characters at most; /);
  }
});

test('passes on an error of whoever brings the chunks', async () => {
  const broken = new Error('the bucket is gone');
  async function* chunks(text: string): AsyncGenerator<string> {
    yield text;
    throw broken;
  }
  for (const [name, text] of Object.entries({
    'a.jsonl': '{"input":1}\n',
    'a.csv': 'input\n1\n',
    'a.yaml': '- input: 1\n',
  })) {
    const reading = (async () => {
      const { items } = await openDataset({ name, chunks: chunks(text) }, {}, await loadDatasetTools());
      for await (const item of items) expect(item.line).toBe(1);
    })();
    await expect(reading).rejects.toBe(broken);
  }
});
