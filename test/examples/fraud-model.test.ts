import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inferenceRequest, LEGITIMATE_PAYMENT } from '../../examples/fraud-detection/payment';
import { Answer, answerOf, MODEL, ModelServer, refused } from './fraud-model-server';

const INFER = '/v2/models/fraud-detection/infer';

interface Tensor {
  readonly name: string;
  readonly shape: number[];
  readonly datatype: string;
  readonly data: unknown[];
}

interface InferenceRequest {
  readonly id?: string;
  readonly inputs: Tensor[];
}

interface GoldenRow {
  readonly fraud: boolean;
  readonly probability: Readonly<Record<string, number>>;
  readonly request: InferenceRequest;
}

const golden = read<GoldenRow[]>('golden.json');
const corpus = read<InferenceRequest[]>('requests.json');

function read<T>(file: string): T {
  return JSON.parse(readFileSync(join(MODEL, file), 'utf8')) as T;
}

/** All golden rows in one request. */
function batch(rows: readonly InferenceRequest[], shape: (rows: number) => number[] = (n) => [n, 1]): InferenceRequest {
  const tensors = rows[0].inputs.map((tensor, index) => ({
    ...tensor,
    shape: shape(rows.length),
    data: rows.map(({ inputs }) => inputs[index].data[0]),
  }));
  return { inputs: tensors };
}

function probabilitiesOf(answer: Answer): number[] {
  return answer.body.outputs[0].data as number[];
}

function differences(actual: readonly number[], expected: readonly number[]): number[] {
  return actual.map((value, index) => Math.abs(value - expected[index]));
}

/** `request` with the tensor `name` changed, or left out. */
function withTensor(name: string, change: (tensor: Tensor) => unknown): object {
  const inputs = corpus[0].inputs.map((tensor) => (tensor.name === name ? change(tensor) : tensor));
  return { inputs: inputs.filter((tensor) => tensor !== undefined) };
}

describe('the versions', () => {
  test.each(['1.2', '1.3'])('%s answers what scikit-learn computed', async (version) => {
    const server = await ModelServer.start(version);
    try {
      const expected = golden.map(({ probability }) => probability[version]);
      const together = await server.send('POST', INFER, batch(golden.map((row) => row.request)));
      expect(Math.max(...differences(probabilitiesOf(together), expected))).toBeLessThan(1e-9);
      for (const [index, { request: one }] of golden.entries()) {
        const { status, headers, body } = await server.send('POST', INFER, one);
        expect({ status, version: headers['x-model-version'], id: body.id }).toEqual({
          status: 200,
          version,
          id: one.id,
        });
        expect(body.outputs).toEqual([
          { name: 'fraud_probability', datatype: 'FP64', shape: [1], data: [expect.closeTo(expected[index], 9)] },
          { name: 'fraud', datatype: 'BOOL', shape: [1], data: [expected[index] > 0.5] },
        ]);
      }
    } finally {
      await server.end();
    }
  });

  test('1.4 gives valid answers, most of them wrong', async () => {
    const server = await ModelServer.start('1.4');
    try {
      const answer = await server.send('POST', INFER, batch(golden.map((row) => row.request)));
      const probabilities = probabilitiesOf(answer);
      expect(answer.body.outputs).toMatchObject([{ shape: [golden.length] }, { shape: [golden.length] }]);
      expect(probabilities.every((value) => value >= 0 && value <= 1)).toBe(true);
      const expected = golden.map(({ probability }) => probability['1.3']);
      const wrong = differences(probabilities, expected).filter((difference) => difference > 0.01);
      expect(wrong.length).toBeGreaterThan(golden.length / 2);
    } finally {
      await server.end();
    }
  });

  test('1.5 answers like 1.3 until it is out of memory, and exits with 137', async () => {
    const artifacts = mkdtempSync(join(tmpdir(), 'fraud-model-'));
    cpSync(join(MODEL, 'artifacts/1.5'), join(artifacts, '1.5'), { recursive: true });
    const artefact = read<{ defect: { exitAfterRequests: number } }>('artifacts/1.5/model.json');
    expect(artefact.defect).toEqual({ leakBytesPerRequest: 65_536, exitAfterRequests: 1_000, exitCode: 137 });
    const soon = { ...artefact, defect: { ...artefact.defect, exitAfterRequests: 20 } };
    writeFileSync(join(artifacts, '1.5/model.json'), JSON.stringify(soon));
    const server = await ModelServer.start('1.5', { ARTIFACTS: artifacts });
    try {
      for (const { request: one, probability } of golden.slice(0, 19)) {
        const answer = await server.send('POST', INFER, one);
        expect(probabilitiesOf(answer)).toEqual([expect.closeTo(probability['1.3'], 9)]);
      }
      await expect(server.send('POST', INFER, golden[0].request)).rejects.toThrow('socket hang up');
      await expect(server.exited).resolves.toBe(137);
    } finally {
      await server.end();
      rmSync(artifacts, { recursive: true });
    }
  });

  test('1.3 is better than 1.2 on rows that training never saw', () => {
    const [old, better] = ['1.2', '1.3'].map((v) => read<Record<string, number>>(`artifacts/${v}/metrics.json`));
    expect(better.heldOutRows).toBe(corpus.length);
    expect(better.auc).toBeGreaterThan(old.auc);
    expect(better.accuracy).toBeGreaterThan(old.accuracy);
    expect(better.logLoss).toBeLessThan(old.logLoss);
  });

  test('fails to start without a known version, and says which there are', async () => {
    const child = spawn(process.execPath, ['server.mjs'], {
      cwd: MODEL,
      env: { ...process.env, MODEL_VERSION: '9.9' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const errors: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    expect(errors.join('')).toMatch(/MODEL_VERSION must be a version in .*\(1\.2, 1\.3, 1\.4, 1\.5\), got 9\.9/);
  });
});

describe('the protocol', () => {
  let server: ModelServer;
  beforeAll(async () => {
    server = await ModelServer.start('1.3');
  });
  afterAll(() => server.end());

  test.each([
    ['/v2', { name: 'fraud-detection-server' }],
    ['/v2/health/live', { live: true }],
    ['/v2/health/ready', { ready: true }],
    ['/v2/models/fraud-detection/ready', { ready: true }],
    ['/v2/models/fraud-detection', { name: 'fraud-detection', versions: ['1.3'] }],
    ['/v2/models/fraud-detection/versions/1.3', { name: 'fraud-detection', versions: ['1.3'] }],
  ])('GET %s', async (path, body) => {
    expect(await server.send('GET', path)).toMatchObject({ status: 200, body });
  });

  test('the metadata names every input of every request of the corpus', async () => {
    const { body } = await server.send('GET', '/v2/models/fraud-detection');
    const declared = (body.inputs as Tensor[]).map(({ name, datatype }) => `${name}: ${datatype}`).sort();
    for (const { inputs } of corpus) {
      expect(inputs.map(({ name, datatype }) => `${name}: ${datatype}`).sort()).toEqual(declared);
    }
  });

  test('every request of the corpus is answered', async () => {
    const answer = await server.send('POST', INFER, batch(corpus));
    expect(answer).toMatchObject({ status: 200, body: { outputs: [{ shape: [300] }, { shape: [300] }] } });
  });

  test('the payment of the smoke check is legitimate, and a row of the corpus', async () => {
    const body = inferenceRequest(LEGITIMATE_PAYMENT) as InferenceRequest;
    expect(corpus.find(({ id }) => id === 'row-210')?.inputs).toEqual(expect.arrayContaining(body.inputs));
    expect((await server.send('POST', INFER, body)).body.outputs[1]).toMatchObject({ name: 'fraud', data: [false] });
  });

  test('[n], [n,1] and nested data mean the same', async () => {
    const rows = golden.slice(0, 3).map((row) => row.request);
    const nested = { inputs: batch(rows).inputs.map((t) => ({ ...t, data: t.data.map((value) => [value]) })) };
    const answers = [batch(rows), batch(rows, (n) => [n]), nested].map((body) => server.send('POST', INFER, body));
    const [first, ...others] = await Promise.all(answers);
    expect(first.status).toBe(200);
    for (const other of others) expect(other.body).toEqual(first.body);
  });

  test.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /^the body must be JSON/],
    ['null', 'null', /^the body must be a JSON object/],
    ['no inputs', {}, /^inputs must be a list of tensors/],
    ['null as a tensor', { inputs: [null] }, /^the model has no input/],
    ['a missing input', withTensor('age', () => undefined), /^missing inputs: age$/],
    ['an unknown input', withTensor('age', (t) => ({ ...t, name: 'sex' })), /^the model has no input "sex"$/],
    ['an input twice', { inputs: [corpus[0].inputs[0], corpus[0].inputs[0]] }, /is given twice$/],
    ['another datatype', withTensor('age', (t) => ({ ...t, datatype: 'INT64' })), /^datatype of age must be FP64/],
    ['text for a number', withTensor('age', (t) => ({ ...t, data: ['old'] })), /^age must be a number, got "old"$/],
    [
      'a number beyond FP64',
      JSON.stringify(corpus[0]).replace(/("age".*?\[)\d+\]/, '$11e999]'),
      /^age must be a number/,
    ],
    [
      'an unknown category',
      withTensor('housing', (t) => ({ ...t, data: ['boat'] })),
      /^housing must be one of .*"boat"$/,
    ],
    ['no shape', withTensor('age', (t) => ({ ...t, shape: undefined })), /^shape of age must be \[n,1\] or \[n\]/],
    ['a shape of two columns', withTensor('age', (t) => ({ ...t, shape: [1, 2] })), /^shape of age/],
    ['no rows', withTensor('age', (t) => ({ ...t, shape: [0], data: [] })), /^shape of age/],
    [
      'less data than the shape says',
      withTensor('age', (t) => ({ ...t, data: [] })),
      /^data of age must have 1 elements/,
    ],
    ['rows that differ', withTensor('age', (t) => ({ ...t, shape: [2], data: [1, 2] })), /same number of rows/],
    ['an id that is no text', { ...corpus[0], id: 7 }, /^id must be text$/],
  ])('fails with 400: %s', async (_, body, message) => {
    const answer = await server.send('POST', INFER, body);
    expect(answer).toMatchObject({ status: 400, body: { error: expect.stringMatching(message) } });
  });

  test('fails with 404: another model', async () => {
    expect(await server.send('POST', '/v2/models/other/infer', corpus[0])).toMatchObject({ status: 404 });
  });

  test('fails with 405: a prediction by GET', async () => {
    expect(await server.send('GET', INFER)).toMatchObject({ status: 405, headers: { allow: 'POST' } });
  });

  test('fails with 413: a body of more than 1 MiB, and goes on answering', async () => {
    expect(await server.send('POST', INFER, ' '.repeat(1024 * 1024 + 1))).toMatchObject({ status: 413 });
    expect(await server.send('POST', INFER, corpus[0])).toMatchObject({ status: 200 });
  });
});

test('SIGTERM lets a request in flight end, then exits with 0', async () => {
  const server = await ModelServer.start('1.3');
  try {
    const inFlight = server.open('POST', INFER);
    const text = JSON.stringify(corpus[0]);
    inFlight.write(text.slice(0, 100));
    await server.send('GET', '/v2/health/ready'); // another connection: by now the first half has been received
    server.terminate();
    await refused(server);
    inFlight.end(text.slice(100));
    expect(await answerOf(inFlight)).toMatchObject({ status: 200, headers: { connection: 'close' } });
    await expect(server.exited).resolves.toBe(0);
  } finally {
    await server.end();
  }
});
