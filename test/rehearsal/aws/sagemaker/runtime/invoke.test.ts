import { SageMaker as SageMakerClient } from '@aws-sdk/client-sagemaker';
import {
  InvokeEndpointCommandInput,
  ModelError,
  ModelStreamError,
  SageMakerRuntime as RuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime';
import { configInput, modelInput, refusal, SageMakerFixture, VARIANT } from '../fixture';
import { modelProcesses } from './model-server';

jest.setTimeout(30_000); // real processes on a busy machine

const ENDPOINT = { EndpointName: 'fraud-blue' };
const ARN = 'arn:aws:sagemaker:eu-west-1:123456789012:endpoint/fraud-blue';
let fixture: SageMakerFixture;
let sagemaker: SageMakerClient;
let runtime: RuntimeClient;

beforeAll(async () => {
  fixture = await SageMakerFixture.open({ tasks: modelProcesses, modelTimeoutMs: 1_000 });
  sagemaker = fixture.client();
  runtime = new RuntimeClient(await fixture.runtimeConfig());
  await fixture.serve(sagemaker, 'fraud-blue', 'v1', { count: 2 });
});
afterAll(async () => {
  runtime.destroy();
  await fixture.close();
});

const order = (body: object, more: Partial<InvokeEndpointCommandInput> = {}) => ({
  ...{ ...ENDPOINT, ContentType: 'application/json', Body: Buffer.from(JSON.stringify(body)) },
  ...more,
});
const invoke = (body: object = {}, more: Partial<InvokeEndpointCommandInput> = {}) =>
  runtime.invokeEndpoint(order(body, more));
const told = async (answer: Awaited<ReturnType<typeof invoke>>) => JSON.parse(Buffer.from(answer.Body).toString());

describe('InvokeEndpoint', () => {
  test('posts the body to /invocations, with the headers that the API has and no others', async () => {
    runtime.middlewareStack.add(
      (next) => (args: any) => {
        args.request.headers['x-request-id'] = 'mine';
        return next(args);
      },
      { step: 'build', name: 'stranger' },
    );
    const answer = await invoke(
      {},
      { Accept: 'application/json', CustomAttributes: 'trace=1; user=a', InferenceId: 'i-1' },
    );
    runtime.middlewareStack.remove('stranger');
    expect(answer).toMatchObject({ ContentType: 'application/json', InvokedProductionVariant: 'AllTraffic' });
    expect(answer.CustomAttributes).toBeUndefined();
    const { headers, ...request } = await told(answer);
    expect(request).toMatchObject({ url: '/invocations', method: 'POST', bytes: 2, version: 'v1' });
    expect(headers).toEqual({
      'content-type': 'application/json',
      'content-length': '2',
      accept: 'application/json',
      'x-amzn-sagemaker-custom-attributes': 'trace=1; user=a',
      'x-amzn-sagemaker-inference-id': 'i-1',
      host: expect.any(String),
      connection: 'keep-alive',
    });
  });

  test('hands the body on as it is, also a packed one', async () => {
    runtime.middlewareStack.add(
      (next) => (args: any) => {
        args.request.headers['content-encoding'] = 'gzip';
        return next(args);
      },
      { step: 'build', name: 'packed' },
    );
    expect((await told(await invoke())).bytes).toBe(2);
    runtime.middlewareStack.remove('packed');
  });

  test('goes to the instances in turn', async () => {
    const pids = [];
    for (let index = 0; index < 4; index++) pids.push((await told(await invoke())).pid);
    expect(new Set(pids).size).toBe(2);
    expect(pids[0]).toBe(pids[2]);
    expect(pids[1]).toBe(pids[3]);
  });

  test('brings custom attributes back, unless they are too long', async () => {
    expect((await invoke({ attributes: 'cache=hit' })).CustomAttributes).toBe('cache=hit');
    expect((await invoke({ attributes: 'a'.repeat(1_025) })).CustomAttributes).toBeUndefined();
  });

  test.each([
    [400, 'client', 'CLIENT_ERROR_FROM_MODEL'],
    [503, 'server', 'INTERNAL_FAILURE_FROM_MODEL'],
  ])('fails with the status %i of the model inside of 424', async (status, side, ErrorCode) => {
    const error: ModelError & { ErrorCode?: string } = await invoke({ status, parts: ['no ', 'weights'] }).catch(
      (e) => e,
    );
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({
      $metadata: { httpStatusCode: 424 },
      OriginalStatusCode: status,
      OriginalMessage: 'no weights',
    });
    expect(error.LogStreamArn).toBe(
      'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/sagemaker/Endpoints/fraud-blue',
    );
    expect(error.message).toBe(
      `Received ${side} error (${status}) from primary with message "no weights". See https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logEventViewer:group=/aws/sagemaker/Endpoints/fraud-blue in account 123456789012 for more information.`,
    );
    expect(error.ErrorCode ?? ErrorCode).toBe(ErrorCode);
  });

  test.each([
    ['no answer in time', { delayMs: 1_500 }],
    ['an answer that does not end in time', { parts: Array.from({ length: 100 }, () => 'x') }],
  ])('fails for %s', async (_, body) => {
    const error = await invoke(body).catch((e) => e);
    expect(error).toMatchObject({ name: 'ModelError', OriginalStatusCode: 0 });
    expect(error.message).toMatch(/^Received server error \(0\) from primary with message "Your invocation timed out/);
  });

  test('fails for a body of more than 6 MB, and for an answer of that size', async () => {
    const Body = Buffer.alloc(6_291_456);
    expect((await told(await invoke({}, { Body, ContentType: 'application/octet-stream' }))).bytes).toBe(6_291_456);
    const larger = runtime.invokeEndpoint({ ...ENDPOINT, Body: Buffer.alloc(6_291_457) });
    await expect(larger).rejects.toMatchObject({
      $metadata: { httpStatusCode: 413 },
      message: 'HTTP content length exceeded 6291456 bytes.',
    });
    await expect(invoke({ bytes: 6_291_457 })).rejects.toMatchObject({ name: 'ModelError' });
  });

  test.each<[string, Partial<InvokeEndpointCommandInput>, string]>([
    [
      'an unknown endpoint',
      { EndpointName: 'other' },
      'ValidationError: Endpoint other of account 123456789012 not found.',
    ],
    [
      'an unknown variant',
      { TargetVariant: 'Other' },
      'ValidationError: Variant Other of endpoint fraud-blue not found.',
    ],
    [
      'attributes of 1,025 characters',
      { CustomAttributes: 'a'.repeat(1_025) },
      'ValidationError: CustomAttributes must have at most 1024 visible US-ASCII characters, got 1025',
    ],
    [
      'a target model',
      { TargetModel: 'm.tar.gz' },
      'NotImplemented: the rehearsal does not emulate multi-model endpoints',
    ],
    [
      'an inference component',
      { InferenceComponentName: 'c' },
      'NotImplemented: the rehearsal does not emulate inference components',
    ],
  ])('fails for %s', async (_, more, message) => {
    const call: Promise<unknown> = runtime.invokeEndpoint(order({}, more));
    expect(await refusal(call)).toBe(message);
  });

  test('is no call of the journal, and open to no fault of the API', async () => {
    const { account } = fixture;
    const before = account.journal.length;
    const throttle = () => new Error('never') as never;
    account.faults.add(throttle);
    await invoke();
    account.faults.delete(throttle);
    expect(account.journal).toHaveLength(before);
  });
});

describe('InvokeEndpointWithResponseStream', () => {
  const stream = (body: object) => runtime.invokeEndpointWithResponseStream(order(body));
  const parts = async function* (answer: Awaited<ReturnType<typeof stream>>) {
    for await (const event of answer.Body!) yield Buffer.from(event.PayloadPart!.Bytes!).toString();
  };

  test('hands on each part as it comes', async () => {
    const answer = await stream({ parts: ['a', 'b', 'c'], pauseMs: 250 });
    expect(answer).toMatchObject({ ContentType: 'application/json', InvokedProductionVariant: 'AllTraffic' });
    const received = [];
    for await (const part of parts(answer)) received.push(part);
    expect(received).toEqual(['a', 'b', 'c']);
  });

  test('fails with ModelError before the first part, with ModelStreamError after it', async () => {
    await expect(stream({ status: 500 })).rejects.toMatchObject({ name: 'ModelError', OriginalStatusCode: 500 });
    const reading = async (body: object) => {
      for await (const part of parts(await stream(body))) expect(part).toMatch(/^a+$/);
    };
    const broken = await reading({ parts: ['a', 'b'], die: true }).catch((e) => e);
    expect(broken).toBeInstanceOf(ModelStreamError);
    expect(broken.ErrorCode).toBe('StreamBroken');
    await fixture.untilAgain(() =>
      stream({ parts: ['a'] }).then(
        () => true,
        () => false,
      ),
    );
    const endless = reading({ parts: Array.from({ length: 100 }, () => 'a') });
    await expect(endless).rejects.toMatchObject({ ErrorCode: 'ModelInvocationTimeExceeded' });
  });

  test('a reader that leaves cancels the request at once', async () => {
    const before = fixture.data.length;
    const leaving = new AbortController();
    const options = { abortSignal: leaving.signal };
    const answer = await runtime.invokeEndpointWithResponseStream(order({ parts: ['a', 'b'], pauseMs: 800 }), options);
    await parts(answer).next();
    leaving.abort();
    const latencies = () => fixture.data.slice(before).filter(({ metricName }) => metricName === 'ModelLatency');
    for (let tries = 0; tries < 20 && latencies().length === 0; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 25)); // until the server saw it
      await fixture.pass(1);
    }
    expect(latencies()).not.toEqual([]);
    expect(Math.max(...latencies().flatMap(({ values }) => values))).toBeLessThan(800_000); // microseconds
  });
});

describe('who may invoke', () => {
  const clients: RuntimeClient[] = [];
  const client = async (config: object) => {
    const made = new RuntimeClient({ ...(await fixture.runtimeConfig()), ...config });
    clients.push(made);
    return made;
  };
  afterAll(() => clients.forEach((each) => each.destroy()));

  test('fails for a role without the permission on the endpoint, in small letters', async () => {
    const trust = {
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    };
    fixture.account.roles.create('gateway', JSON.stringify(trust), '/', new Date());
    const allow = (Resource: string) =>
      fixture.account.roles.putInline(
        'gateway',
        'invoke',
        JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'sagemaker:InvokeEndpoint', Resource }] }),
      );
    const key = fixture.account.accessKeys.accessKeyFor('arn:aws:iam::123456789012:role/gateway', 'task');
    const gateway = await client(await fixture.runtimeConfig(key));
    allow(ARN.replace('blue', 'green'));
    await expect(gateway.invokeEndpoint(order({}))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
      name: 'AccessDeniedException',
      message: `User: arn:aws:sts::123456789012:assumed-role/gateway/task is not authorized to perform: sagemaker:InvokeEndpoint on resource: ${ARN} because no identity-based policy allows the sagemaker:InvokeEndpoint action`,
    });
    allow(ARN);
    await gateway.invokeEndpoint(order({}));
    await gateway.invokeEndpointWithResponseStream(order({ parts: ['a'] }));
  });

  test.each<[string, object, string]>([
    [
      'another secret',
      { credentials: { accessKeyId: 'ASIAREHEARSALOPERATE', secretAccessKey: 'guessed' } },
      'InvalidSignatureException',
    ],
    ['another region', { region: 'us-east-1' }, 'InvalidSignatureException'],
    [
      'an unknown key',
      { credentials: { accessKeyId: 'AKIASTRANGER', secretAccessKey: 'rehearsal' } },
      'UnrecognizedClientException',
    ],
  ])('fails for %s', async (_, config, name) => {
    const stranger = await client(config);
    await expect(stranger.invokeEndpoint(order({}))).rejects.toMatchObject({ name });
  });

  test('fails for a body that was not signed', async () => {
    const forging = await client({});
    forging.middlewareStack.add(
      (next) => (args: any) => {
        args.request.body = Buffer.from('{"status":500}');
        args.request.headers['content-length'] = '14';
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low', name: 'forge' },
    );
    await expect(forging.invokeEndpoint(order({}))).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });
});

describe('an update', () => {
  test('a request that an old instance is answering is answered', async () => {
    await fixture.prepare(sagemaker, 'v2');
    await sagemaker.updateEndpoint({ ...ENDPOINT, EndpointConfigName: 'v2' });
    await fixture.pass(4);
    const slow = invoke({ delayMs: 500 }).then(told);
    await new Promise((resolve) => setTimeout(resolve, 100)); // the request is with the model
    await fixture.pass(1);
    expect((await slow).version).toBe('v1');
    expect((await told(await invoke())).version).toBe('v2');
  });
});

describe('several variants', () => {
  test('get their share by weight, or are named', async () => {
    for (const name of ['a', 'b']) await sagemaker.createModel(modelInput(name));
    const variant = (VariantName: string, InitialVariantWeight: number) => ({
      ...{ ...VARIANT, VariantName, InitialVariantWeight, ModelName: VariantName, InitialInstanceCount: 1 },
    });
    const ProductionVariants = [variant('a', 1), variant('b', 3)];
    await sagemaker.createEndpointConfig({ EndpointConfigName: 'ab', ProductionVariants });
    await sagemaker.createEndpoint({ EndpointName: 'ab', EndpointConfigName: 'ab' });
    expect(await refusal(invoke({}, { EndpointName: 'ab' }))).toContain(
      'Endpoint ab of account 123456789012 not found',
    );
    await fixture.pass(5);
    const chosen = async (more: object = {}) =>
      (await invoke({}, { EndpointName: 'ab', ...more })).InvokedProductionVariant;
    const shares = { a: 0, b: 0 };
    for (let index = 0; index < 40; index++) shares[(await chosen()) as 'a' | 'b']++;
    expect(shares.b).toBeGreaterThanOrEqual(29);
    expect(shares.b).toBeLessThanOrEqual(31);
    expect(await chosen({ TargetVariant: 'a' })).toBe('a');
    const DesiredWeightsAndCapacities = [{ VariantName: 'b', DesiredWeight: 0 }];
    await sagemaker.updateEndpointWeightsAndCapacities({ EndpointName: 'ab', DesiredWeightsAndCapacities });
    await fixture.pass(1);
    for (let index = 0; index < 5; index++) expect(await chosen()).toBe('a');
    await sagemaker.deleteEndpoint({ EndpointName: 'ab' });
    expect(await refusal(chosen())).toContain('Endpoint ab of account 123456789012 not found');
  });
});

describe('a serverless endpoint', () => {
  test('takes 4 MB, and so many requests at once as it says', async () => {
    const [{ VariantName, ModelName }] = configInput('slim', 'v1').ProductionVariants;
    const ServerlessConfig = { MemorySizeInMB: 1024, MaxConcurrency: 1 };
    await sagemaker.createEndpointConfig({
      EndpointConfigName: 'slim',
      ProductionVariants: [{ VariantName, ModelName, ServerlessConfig }],
    });
    await sagemaker.createEndpoint({ EndpointName: 'slim', EndpointConfigName: 'slim' });
    await fixture.pass(5);
    const slim = { EndpointName: 'slim' };
    expect(await refusal(invoke({}, { ...slim, Body: Buffer.alloc(4_194_305) }))).toMatch(
      /^ValidationError: Request .* has oversize body\.$/,
    );
    const first = invoke({ delayMs: 300 }, slim);
    await new Promise((resolve) => setTimeout(resolve, 100)); // the request is with the model
    expect(await refusal(invoke({}, slim))).toBe('ThrottlingException: Rate exceeded');
    await first;
  });
});

describe("the account's own endpoint", () => {
  const clients: RuntimeClient[] = [];
  const client = (config: object = {}) => {
    const made = new RuntimeClient({ ...fixture.config(), ...config });
    clients.push(made);
    return made;
  };
  afterAll(() => clients.forEach((each) => each.destroy()));

  test('passes requests on, and answers back as they come', async () => {
    await fixture.serve(sagemaker, 'passed', 'passed');
    const more = { EndpointName: 'passed' };
    expect((await told(await client().invokeEndpoint(order({}, more)))).version).toBe('passed');
    const answer = await client().invokeEndpointWithResponseStream(order({ parts: ['a', 'b'], pauseMs: 50 }, more));
    const texts: string[] = [];
    for await (const { PayloadPart } of answer.Body!) texts.push(Buffer.from(PayloadPart!.Bytes!).toString());
    expect(texts).toEqual(['a', 'b']);
  });

  test('fails as the runtime does', async () => {
    const forger = client({ credentials: { accessKeyId: 'ASIAREHEARSALOPERATE', secretAccessKey: 'guessed' } });
    await expect(forger.invokeEndpoint(order({}))).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    await expect(client().invokeEndpoint(order({}, { EndpointName: 'none' }))).rejects.toThrow('not found');
  });
});

test('fails for an operation that is not emulated, which is in the journal', async () => {
  const call = runtime.invokeEndpointAsync({ ...ENDPOINT, InputLocation: 's3://bucket/key' });
  await expect(call).rejects.toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
  expect(fixture.account.journal.at(-1)).toMatchObject({
    service: 'runtime.sagemaker',
    error: { code: 'NotImplemented' },
  });
});

describe('a model that is made to go wrong', () => {
  beforeAll(() => fixture.serve(sagemaker, 'faulty', 'faulty'));
  const inject = (fault: object) => fixture.emulated.runtime.inject('faulty', fault);
  const call = () => invoke({}, { EndpointName: 'faulty' });

  test('fails with its own status, or without an answer, and is slow', async () => {
    inject({ errorShare: 1 });
    await expect(call()).rejects.toMatchObject({ name: 'ModelError', OriginalStatusCode: 500 });
    inject({ cutShare: 1 });
    await expect(call()).rejects.toMatchObject({ name: 'ModelError', OriginalStatusCode: 0 });
    inject({ latencyMs: 150 });
    const before = performance.now();
    await call();
    expect(performance.now() - before).toBeGreaterThanOrEqual(149);
    fixture.data.length = 0;
    await fixture.pass(1);
    const errors = fixture.data.find(({ metricName }) => metricName === 'InvocationModelErrors');
    expect(errors).toMatchObject({ values: [1, 0], counts: [2, 1] });
  });
});
