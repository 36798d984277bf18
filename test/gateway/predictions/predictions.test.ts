import { Predictions, PredictionsOptions } from '../../../lib/gateway/predictions/predictions';
import { compilePath } from '../../../lib/core/compare/path';

let put: { name: string; text: string }[];
let opened: Predictions[] = [];
beforeEach(() => {
  put = [];
  opened = [];
});
afterEach(() => Promise.all(opened.map((each) => each.close())));

function predictions(overrides: Partial<PredictionsOptions> = {}, config: Partial<PredictionsOptions['config']> = {}) {
  let names = 0;
  const made = new Predictions({
    config: {
      predictionPath: compilePath('label'),
      scorePath: compilePath('score'),
      features: [],
      percent: 100,
      everyMs: 60_000,
      ...config,
    },
    who: () => ({ environment: 'green', version: '1.3' }),
    put: async (name, body) => void put.push({ name, text: body.toString() }),
    newName: () => `object-${++names}`,
    random: () => 0.5,
    log: { info: () => undefined, error: () => undefined },
    ...overrides,
  });
  opened.push(made);
  return made;
}

const HEAD = { headers: [], latencyMs: 1, totalMs: 2 };

/** One answer that passes; resolves when it was looked at. */
async function pass(
  to: Predictions,
  body: string,
  headers: readonly string[] = ['X-Request-Id', 'r-1'],
  status = 200,
  request = '{}',
) {
  const tee = to.tee(undefined);
  tee?.add(Buffer.from(request));
  for (const part of [body.slice(0, 3), body.slice(3)]) tee?.addAnswer(Buffer.from(part));
  tee?.finish(headers, { ...HEAD, status });
  await new Promise(setImmediate);
}

const lines = () => put.flatMap(({ text }) => text.split('\n').map((line) => JSON.parse(line) as object));

test('predictions are put together, under the id of the caller or else of the request', async () => {
  const kept = predictions();
  await pass(kept, '{"label":true,"score":0.9}', ['x-request-id', 'r-1', 'X-Inference-Id', 'own']);
  await pass(kept, '{"label":false}');
  expect(put).toEqual([]);
  await kept.flush();
  expect(put.map(({ name }) => name)).toEqual(['object-1.jsonl']);
  const who = { environment: 'green', version: '1.3' };
  expect(lines()).toEqual([
    { inferenceId: 'own', ...who, prediction: true, score: 0.9 },
    { inferenceId: 'r-1', ...who, prediction: false },
  ]);
});

describe('features of requests', () => {
  const WITH_FEATURES = { features: [['amount', compilePath('rows[0].amount')]] } as const;
  const featuresKept = async (request: string) => {
    const kept = predictions({}, WITH_FEATURES);
    await pass(kept, '{"label":true}', undefined, 200, request);
    await kept.flush();
    return (lines()[0] as { features?: object }).features;
  };

  test('are kept beside the prediction, and nothing else of the request', async () => {
    expect(await featuresKept('{"rows":[{"amount":12.5,"name":"Ada"}]}')).toEqual({ amount: 12.5 });
  });

  test.each([
    ['a request without them', '{"rows":[]}', {}],
    ['a text in their place', '{"rows":[{"amount":"Ada"}]}', {}],
    ['no JSON', 'amount', undefined],
    ['a request that is too long', `{"rows":[{"amount":1}],"text":"${'x'.repeat(64 * 1024)}"}`, undefined],
  ])('fail to be kept of %s; the prediction is', async (_, request, features) => {
    expect(await featuresKept(request)).toEqual(features);
  });

  test('of a request that is given up are let go, so that there is room for others', async () => {
    const kept = predictions({}, WITH_FEATURES);
    for (let count = 0; count < 200; count++) {
      const tee = kept.tee(undefined);
      tee?.add(Buffer.alloc(60 * 1024));
      tee?.abandon();
    }
    await pass(kept, '{"label":true}', undefined, 200, '{"rows":[{"amount":1}]}');
    await kept.flush();
    expect(lines()).toMatchObject([{ features: { amount: 1 } }]);
  });
});

test.each([
  ['a failed answer', '{"label":true}', 500],
  ['no JSON', 'label', 200],
  ['an answer without the values', '{"ready":true}', 200],
  ['an answer that is too long', `{"label":"${'x'.repeat(64 * 1024)}"}`, 200],
])('nothing is kept of %s', async (_, body, status) => {
  const kept = predictions();
  await pass(kept, body, ['x-request-id', 'r-1'], status);
  await kept.flush();
  expect(put).toEqual([]);
});

test('a share is kept; the others are not listened to', () => {
  expect(predictions({}, { percent: 50 }).tee(undefined)).toBeUndefined();
  expect(predictions({ random: () => 0.49 }, { percent: 50 }).tee(undefined)).toBeDefined();
});

test('what mirrors listens as before, whether a request is kept or not', async () => {
  const heard: string[] = [];
  const mirror = {
    add: (chunk: Buffer) => void heard.push(`add ${String(chunk)}`),
    addAnswer: (chunk: Buffer) => void heard.push(`answer ${String(chunk)}`),
    finish: () => void heard.push('finish'),
    abandon: () => void heard.push('abandon'),
  };
  expect(predictions({}, { percent: 50 }).tee(mirror)).toBe(mirror);
  const tee = predictions().tee(mirror);
  tee?.add(Buffer.from('a'));
  tee?.addAnswer(Buffer.from('b'));
  tee?.finish([], { ...HEAD, status: 200 });
  predictions().tee(mirror)?.abandon();
  expect(heard).toEqual(['add a', 'answer b', 'finish', 'abandon']);
});

test('what S3 does not take is put again under its name', async () => {
  let fails = true;
  const errors: unknown[] = [];
  const kept = predictions({
    put: async (name, body) => {
      put.push({ name, text: body.toString() });
      if (fails) throw new Error('503');
    },
    log: { info: () => undefined, error: (_, fields) => void errors.push(fields) },
  });
  await pass(kept, '{"label":1}');
  await kept.flush();
  fails = false;
  await pass(kept, '{"label":2}');
  await kept.flush();
  expect(put.map(({ name }) => name)).toEqual(['object-1.jsonl', 'object-1.jsonl', 'object-2.jsonl']);
  expect(errors).toEqual([{ error: 'Error: 503' }]);
});

test('an outage of S3 costs the oldest predictions, and no memory', async () => {
  let fails = true;
  const kept = predictions({
    put: async (name) => {
      if (fails) throw new Error('503');
      put.push({ name, text: '{}' });
    },
  });
  for (let round = 0; round < 9; round++) {
    await pass(kept, '{"label":1}');
    await kept.flush();
  }
  fails = false;
  await kept.flush();
  expect(put.map(({ name }) => name)).toEqual([4, 5, 6, 7, 8, 9].map((number) => `object-${number}.jsonl`));
});

test('the last ones are put at the end', async () => {
  const kept = predictions();
  await pass(kept, '{"label":1}');
  await kept.close();
  expect(lines()).toHaveLength(1);
});
