import { SageMakerParitySpec, SmokeRequest, Verdict } from '../../lib/contract';
import { makeHandler } from '../../lib/handlers/check';
import { copyName } from '../../lib/core/sagemaker/copy-name';
import { firstLedgerIn, ledgerIn, MODEL, RELEASE_1, RELEASE_2 } from '../core/ledger/ledgers';
import { ENDPOINT, VariantWorld } from './world/variants';

const PARITY: SageMakerParitySpec = {
  kind: 'sagemaker-parity',
  name: 'parity',
  allowedDifferences: [],
  versionEnvironment: [],
  autoScaled: false,
};

const REQUEST: SmokeRequest = {
  name: 'payment',
  method: 'POST',
  path: '/invocations',
  headers: { 'Content-Type': 'application/json', accept: 'application/json' },
  body: '{"amount":1}',
  expectedStatus: 200,
  expectedValues: [{ path: 'score', value: 1 }],
};

/** What SageMaker's runtime does with one request. */
type Invoke = (input: any, options: { abortSignal: AbortSignal }) => unknown;

const answers =
  (body: string): Invoke =>
  () => ({ Body: new TextEncoder().encode(body), $metadata: { httpStatusCode: 200 } });

const throws =
  (name: string, members: object = {}): Invoke =>
  () => {
    throw Object.assign(new Error('said so'), { name, ...members });
  };

function worldOfBoth(): VariantWorld {
  const world = new VariantWorld(ledgerIn('checking'));
  world.serve({ blue: RELEASE_1, green: RELEASE_2 }, { blue: 100, green: 0 });
  return world;
}

function check(
  world: VariantWorld,
  spec: object,
  invoke: Invoke = answers('{}'),
  releaseId = RELEASE_2,
): Promise<Verdict> {
  const clients = {
    ...world.clients(),
    sageMakerRuntime: { send: async (command: any, options: any) => invoke(command.input, options) } as never,
    fetch: () => Promise.reject(new Error('no request')),
    stopwatch: () => 0,
  };
  return makeHandler({ ...world.deps(), clients })({ action: 'check', releaseId, spec }) as Promise<Verdict>;
}

describe('a smoke check of a variant', () => {
  const smoke = (members: object = {}) => ({
    kind: 'smoke',
    name: 'smoke',
    requests: [REQUEST],
    attempts: 1,
    timeoutMs: 1000,
    ...members,
  });

  test('invokes the idle variant by its name', async () => {
    const inputs: any[] = [];
    const verdict = await check(worldOfBoth(), smoke(), (input, options) => {
      inputs.push(input);
      return answers('{"score":1}')(input, options);
    });
    expect(verdict).toMatchObject({ status: 'PASS' });
    expect(inputs).toMatchObject([
      { EndpointName: ENDPOINT, TargetVariant: 'green', ContentType: 'application/json', Accept: 'application/json' },
    ]);
    expect(new TextDecoder().decode(inputs[0].Body)).toBe(REQUEST.body);
  });

  test('knows the headers that SageMaker hands on', async () => {
    const headers = { 'Content-Type': 'application/json', 'x-amzn-sagemaker-custom-attributes': 'trace*' };
    const spec = smoke({ requests: [{ ...REQUEST, expectedHeaders: headers, expectedValues: [] }] });
    const invoke: Invoke = (input, options) => ({
      ...(answers('{}')(input, options) as object),
      ContentType: 'application/json',
      CustomAttributes: 'trace=1',
    });
    await expect(check(worldOfBoth(), spec, invoke)).resolves.toMatchObject({ status: 'PASS' });
    await expect(check(worldOfBoth(), spec, answers('{}'))).resolves.toMatchObject({
      reason: expect.stringContaining('header Content-Type is not there'),
    });
  });

  test.each([
    ['a wrong answer', answers('{"score":2}'), 'value at score is not the expected one'],
    [
      'a failing container',
      throws('ModelError', { OriginalStatusCode: 500, OriginalMessage: 'x' }),
      'status must be 200, got 500',
    ],
    ['an endpoint that is not there', throws('ValidationError'), 'no answer: ValidationError: said so'],
  ])('fails on %s', async (_name, invoke, reason) => {
    await expect(check(worldOfBoth(), smoke(), invoke)).resolves.toMatchObject({
      status: 'FAIL',
      reason: expect.stringContaining(reason),
    });
  });

  test('lets pass the status that is expected of the container', async () => {
    const spec = smoke({ requests: [{ ...REQUEST, expectedStatus: 400, expectedValues: [] }] });
    const invoke = throws('ModelError', { OriginalStatusCode: 400, OriginalMessage: '{}' });
    await expect(check(worldOfBoth(), spec, invoke)).resolves.toMatchObject({ status: 'PASS' });
  });

  test('fails when there is no answer in time', async () => {
    const never: Invoke = (_input, { abortSignal }) =>
      new Promise((_resolve, reject) => abortSignal.addEventListener('abort', () => reject(new Error('aborted'))));
    await expect(check(worldOfBoth(), smoke({ timeoutMs: 20 }), never)).resolves.toMatchObject({
      reason: expect.stringContaining('no answer within 20 ms'),
    });
  });
});

describe('parity of variants', () => {
  const GREEN = copyName(MODEL, 'green', RELEASE_2);
  const idleVariant = ({ sageMaker }: VariantWorld) => sageMaker.configs[GREEN].ProductionVariants[1];

  test('passes when only what the version brings differs', async () => {
    const world = worldOfBoth();
    world.sageMaker.models[GREEN].PrimaryContainer.Image = 'repo/model:v2';
    await expect(check(world, PARITY)).resolves.toMatchObject({ status: 'PASS' });
  });

  test('fails when the instance type differs, and passes when that is allowed', async () => {
    const world = worldOfBoth();
    idleVariant(world).InstanceType = 'ml.t2.medium';
    await expect(check(world, PARITY)).resolves.toMatchObject({
      status: 'FAIL',
      evidence: { differences: [{ path: 'variant.instanceType', live: 'ml.m5.large', idle: 'ml.t2.medium' }] },
    });
    const allowed = { ...PARITY, allowedDifferences: ['variant.instanceType'] };
    await expect(check(world, allowed)).resolves.toMatchObject({ status: 'PASS' });
  });

  test('compares the instances that run, not those of the endpoint config', async () => {
    const world = worldOfBoth();
    world.endpoint.instances = { blue: 5 }; // raised by hand
    await expect(check(world, PARITY)).resolves.toMatchObject({
      status: 'FAIL',
      evidence: { differences: [{ path: 'variant.initialInstanceCount', live: 5, idle: 2 }] },
    });
    world.endpoint.instances = { blue: 5, green: 5 };
    await expect(check(world, PARITY)).resolves.toMatchObject({ status: 'PASS' });
    world.endpoint.instances = {};
    world.sageMaker.configs[GREEN].ProductionVariants[0].InitialInstanceCount = 5; // lowered by hand
    await expect(check(world, PARITY)).resolves.toMatchObject({ status: 'PASS' });
  });

  test('fails when the containers run with another role', async () => {
    const world = worldOfBoth();
    world.sageMaker.models[GREEN].ExecutionRoleArn = 'arn:another';
    await expect(check(world, PARITY)).resolves.toMatchObject({ status: 'FAIL' });
  });

  test('has insufficient data when a model is gone', async () => {
    const world = worldOfBoth();
    delete world.sageMaker.models[GREEN];
    await expect(check(world, PARITY)).resolves.toMatchObject({ status: 'INSUFFICIENT_DATA' });
  });

  test('of the first version has nothing to compare', async () => {
    const world = new VariantWorld(firstLedgerIn('checking'));
    world.serve({ blue: RELEASE_1 }, { blue: 1 });
    await expect(check(world, PARITY, undefined, RELEASE_1)).resolves.toMatchObject({
      status: 'PASS',
      reason: 'no version is live yet to be compared with',
    });
  });
});
