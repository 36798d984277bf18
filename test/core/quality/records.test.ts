import { QualitySpec } from '../../../lib/contract';
import { labelOf, predictionOf, readLabel, readPrediction, RecordContext } from '../../../lib/core/quality/records';

const NOON = Date.UTC(2026, 0, 1, 12);
const BINARY: QualitySpec['task'] = { kind: 'classification', positive: true, threshold: 0.4 };

function context(overrides: Partial<RecordContext> = {}): RecordContext {
  return {
    modelName: 'fraud',
    spec: { task: BINARY, predictionPath: 'fraud', scorePath: 'probability' },
    tools: { csv: (text) => text.split('\n').map((row) => row.split(',')) },
    key: 'predictions/a.jsonl',
    arrivedAt: NOON,
    ...overrides,
  };
}

const capture = (output: object, metadata: object = {}) =>
  JSON.stringify({
    captureData: {
      endpointInput: { observedContentType: 'text/csv', mode: 'INPUT', data: '1,2', encoding: 'CSV' },
      endpointOutput: { mode: 'OUTPUT', ...output },
    },
    eventMetadata: { eventId: 'event-1', inferenceTime: '2026-01-01T11:59:30Z', ...metadata },
    eventVersion: '0',
  });
const JSON_OUTPUT = {
  observedContentType: 'application/json',
  data: '{"fraud": true, "probability": 0.9}',
  encoding: 'JSON',
};

test('a line of ours is read, with the time of its object unless it says its own', () => {
  const line = '{"inferenceId":"a","environment":"green","version":"1.3","prediction":true,"score":0.7}';
  const prediction = { inferenceId: 'a', environment: 'green', version: '1.3', prediction: true, score: 0.7 };
  expect(readPrediction(line, context())).toEqual({ ...prediction, at: NOON });
  const own = line.replace('}', ',"at":"2026-01-01T11:58:00Z"}');
  expect(readPrediction(own, context())).toEqual({ ...prediction, at: NOON - 120_000 });
});

test('data capture is joined by the inference id, or else by the event id, and tells the environment by its key', () => {
  const key = 'predictions/fraud-green/AllTraffic/2026/01/01/11/x.jsonl';
  expect(readPrediction(capture(JSON_OUTPUT), context({ key }))).toEqual({
    inferenceId: 'event-1',
    environment: 'green',
    prediction: true,
    score: 0.9,
    at: NOON - 30_000,
  });
  const named = readPrediction(capture(JSON_OUTPUT, { inferenceId: 'own-1' }), context({ key }));
  expect(named).toMatchObject({ inferenceId: 'own-1' });
  const variant = 'predictions/fraud/blue/2026/01/01/11/x.jsonl';
  expect(readPrediction(capture(JSON_OUTPUT), context({ key: variant }))).toMatchObject({ environment: 'blue' });
});

test('a captured score alone is a prediction by the threshold', () => {
  const key = 'predictions/fraud-blue/AllTraffic/x.jsonl';
  const spec = { task: BINARY, scorePath: '@' };
  const read = (data: string) =>
    readPrediction(capture({ observedContentType: 'text/csv', data, encoding: 'CSV' }), context({ key, spec }));
  expect(read('0.41')).toMatchObject({ prediction: true, score: 0.41 });
  expect(read('0.39')).toMatchObject({ prediction: 'not true', score: 0.39 });
});

describe('features', () => {
  const spec = { task: BINARY, predictionPath: 'fraud', features: { amount: '[0][0]', flag: '[0][1]', age: '[0][9]' } };

  test('of a line of ours are taken by their names, numbers only', () => {
    const features = { amount: 12.5, flag: true, age: 'Ada', other: 1 };
    const line = JSON.stringify({ inferenceId: 'a', environment: 'green', prediction: true, features });
    expect(readPrediction(line, context({ spec }))).toMatchObject({ features: { amount: 12.5, flag: 1 } });
    expect(readPrediction(line, context())).not.toHaveProperty('features');
  });

  test('of a captured request are taken where it has them', () => {
    const key = 'predictions/fraud-green/AllTraffic/x.jsonl';
    expect(readPrediction(capture(JSON_OUTPUT), context({ key, spec }))).toMatchObject({
      prediction: true,
      features: { amount: 1, flag: 2 },
    });
  });

  test('fail to be taken of a capture without its request; the prediction is', () => {
    const key = 'predictions/fraud-green/AllTraffic/x.jsonl';
    const line = capture(JSON_OUTPUT).replace('endpointInput', 'none');
    const read = readPrediction(line, context({ key, spec }));
    expect(read).toMatchObject({ prediction: true });
    expect(read).not.toHaveProperty('features');
  });
});

test.each([
  ['no JSON', '{'],
  ['no object', '[1]'],
  ['no id', '{"environment":"blue","prediction":1}'],
  ['an empty id', '{"inferenceId":"","environment":"blue","prediction":1}'],
  ['too long an id', `{"inferenceId":"${'x'.repeat(257)}","environment":"blue","prediction":1}`],
  ['no environment', '{"inferenceId":"a","prediction":1}'],
  ['another environment', '{"inferenceId":"a","environment":"red","prediction":1}'],
  ['no prediction', '{"inferenceId":"a","environment":"blue"}'],
  ['several predictions', '{"inferenceId":"a","environment":"blue","prediction":[1,2]}'],
  ['an object', '{"inferenceId":"a","environment":"blue","prediction":{}}'],
  ['NaN', '{"inferenceId":"a","environment":"blue","prediction":NaN}'],
  ['infinity', '{"inferenceId":"a","environment":"blue","prediction":-Infinity}'],
  ['a text that no item could hold', `{"inferenceId":"a","environment":"blue","prediction":"${'x'.repeat(3001)}"}`],
  ['a version that is none', `{"inferenceId":"a","environment":"blue","prediction":1,"version":"${'x'.repeat(3001)}"}`],
  ['a capture of nobody knows which environment', capture(JSON_OUTPUT)],
  ['a capture without ids', capture(JSON_OUTPUT).replace('"eventId":"event-1",', '')],
])('fails to make a prediction of %s', (_, line) => {
  expect(readPrediction(line, context())).toBeUndefined();
});

test('a score that is no probability is left out; the prediction stays', () => {
  const record = { inferenceId: 'a', environment: 'blue', prediction: false, score: 1.2 } as const;
  expect(predictionOf(record, { task: BINARY }, NOON)).not.toHaveProperty('score');
});

test('labels are read from our lines and from ground truth', () => {
  expect(readLabel('{"inferenceId":"a","label":false,"at":"2026-01-01T11:00:05Z"}', context())).toEqual({
    inferenceId: 'a',
    label: false,
    at: NOON - 3_595_000,
  });
  const truth = {
    groundTruthData: { data: '1', encoding: 'CSV' },
    eventMetadata: { eventId: 'own-1' },
    eventVersion: '0',
  };
  expect(readLabel(JSON.stringify(truth), context())).toEqual({ inferenceId: 'own-1', label: 1, at: NOON });
});

test.each([
  ['no label', '{"inferenceId":"a"}'],
  ['null', '{"inferenceId":"a","label":null}'],
  ['an empty text', '{"inferenceId":"a","label":""}'],
  ['infinity', '{"inferenceId":"a","label":Infinity}'],
  ['ground truth without data', '{"groundTruthData":{"encoding":"CSV"},"eventMetadata":{"eventId":"a"}}'],
])('fails to make a label of %s', (_, line) => {
  expect(readLabel(line, context())).toBeUndefined();
});

test('a time that is unreadable, or after the arrival, is that of the arrival', () => {
  for (const at of ['yesterday', '2026-01-01T13:00:00Z']) {
    expect(labelOf({ inferenceId: 'a', label: 1, at }, NOON)).toMatchObject({ at: NOON });
  }
});
