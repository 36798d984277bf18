import { gzipSync } from 'node:zlib';
import { SageMaker as SageMakerClient } from '@aws-sdk/client-sagemaker';
import { configInput, SageMakerFixture } from '../../../rehearsal/aws/sagemaker/fixture';
import { modelProcesses } from '../../../rehearsal/aws/sagemaker/runtime/model-server';
import { Call, predict, Reply } from '../../support/client';
import { counted, RunningGateway, World } from '../../support/world';

jest.setTimeout(60_000); // real processes on a busy machine

const MOST_BYTES = 6_291_456;
const ARN = 'arn:aws:sagemaker:eu-west-1:123456789012:endpoint/fraud-blue';
let fixture: SageMakerFixture;
let sagemaker: SageMakerClient;
let world: World;
let running: RunningGateway;

beforeAll(async () => {
  fixture = await SageMakerFixture.open({ tasks: modelProcesses, modelTimeoutMs: 1_000 });
  sagemaker = fixture.client();
  await fixture.serve(sagemaker, 'fraud-blue', 'v1');
});
afterAll(() => fixture.close());
beforeEach(async () => {
  world = new World();
  running = await open();
});
afterEach(() => world.close());

const open = async (variables: Record<string, string> = {}, endpoint = 'fraud-blue') =>
  world.sageMakerGateway(endpoint, await fixture.emulated.runtime.elsewhere(), { variables });

/** What the model makes of an order, through the gateway. */
const order = (body: object, more: Call = {}, { port } = running) =>
  predict(port, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' }, ...more });
const json = ({ body }: Reply) => JSON.parse(String(body));
const reason = ({ status, headers }: Reply) => [status, headers['x-gateway-error']];
const metrics = () => {
  const all = Object.entries(counted(world, running.gateway));
  return Object.fromEntries(all.filter(([, count]) => count > 0));
};

describe('InvokeEndpoint', () => {
  test('brings body, type and attributes there and back, signed as SageMaker wants it', async () => {
    const headers = {
      ...{ 'content-type': 'application/json; charset=utf-8', accept: 'application/json', cookie: 'secret=1' },
      ...{ 'x-request-id': 'r1', traceparent: '00-ab-cd-01', 'x-model-deadline-ms': '5000' },
    };
    const reply = await order({}, { headers, path: '/v2/score?k=1' });
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json',
      'x-amzn-invoked-production-variant': 'AllTraffic',
      'x-amzn-requestid': expect.any(String),
      'x-request-id': 'r1',
    });
    const { headers: seen, ...request } = json(reply);
    expect(request).toMatchObject({ url: '/invocations', method: 'POST', bytes: 2, version: 'v1' });
    expect(seen).toMatchObject({ 'content-type': headers['content-type'], accept: 'application/json' });
    expect(seen.cookie).toBeUndefined();
    expect(seen['x-amzn-sagemaker-custom-attributes']).toMatch(
      /^x-model-path=\/v2\/score\?k=1;x-request-id=r1;traceparent=00-ab-cd-01;x-model-deadline-ms=(4\d{3}|5000)$/,
    );
    expect(metrics()).toEqual({ Requests: 1 });
  });

  test("hands on a caller's own attributes and the model's", async () => {
    const own = { 'x-amzn-sagemaker-custom-attributes': 'user=a' };
    const reply = await order({ attributes: 'cache=hit' }, { headers: own });
    expect(reply.headers['x-amzn-sagemaker-custom-attributes']).toBe('cache=hit');
    expect(json(await order({}, { headers: own })).headers).toMatchObject(own);
  });

  test('tells the model that a request is a copy', async () => {
    const { headers } = json(await order({}, { headers: { 'x-model-mirror': '1', 'x-request-id': 'r1' } }));
    expect(headers['x-amzn-sagemaker-custom-attributes']).toBe('x-model-mirror=1;x-request-id=r1');
    expect(metrics()).toEqual({ Requests: 1, MirrorReceived: 1 });
  });

  test('takes a body of the largest size, with its length or without', async () => {
    const body = Buffer.alloc(MOST_BYTES, ' ');
    expect(json(await predict(running.port, { body })).bytes).toBe(MOST_BYTES);
    const chunked = { body, headers: { 'transfer-encoding': 'chunked' } };
    expect(json(await predict(running.port, chunked)).bytes).toBe(MOST_BYTES);
  });

  test('carries many requests at once, each with its own answer', async () => {
    const replies = await Promise.all(
      Array.from({ length: 50 }, (_, index) => order({ delayMs: index % 7, parts: [`${index}`, '.'], pauseMs: 1 })),
    );
    expect(replies.map(({ body }) => String(body))).toEqual(replies.map((_, index) => `${index}.`));
  });
});

describe('the failures of a model', () => {
  test.each([
    [400, { ClientErrors: 1 }],
    [503, { Errors: 1, ModelErrors: 1 }],
  ])('its own status %i and text come back', async (status, counts) => {
    const reply = await order({ status, parts: ['{"no":', '"weights"}'] });
    expect(reason(reply)).toEqual([status, undefined]);
    expect(reply.headers['content-type']).toBe('application/json');
    expect(json(reply)).toEqual({ no: 'weights' });
    expect(metrics()).toEqual({ Requests: 1, ...counts });
  });

  test('a text is no JSON', async () => {
    const reply = await order({ status: 500, parts: ['Traceback'] });
    expect([reply.headers['content-type'], String(reply.body)]).toEqual(['text/plain; charset=utf-8', 'Traceback']);
  });

  test('fails with 504 when it gives SageMaker no answer in time', async () => {
    const reply = await order({ delayMs: 1_500 });
    expect(reason(reply)).toEqual([504, 'timeout']);
    expect(json(reply).error).toContain('within the 60 s of SageMaker; make it faster');
    expect(metrics()).toEqual({ Requests: 1, Errors: 1, Timeouts: 1 });
  });

  test('fails with 502 when it dies', async () => {
    expect(reason(await order({ parts: ['a', 'b'], die: true }))).toEqual([502, 'cut-off']);
    expect(metrics()).toEqual({ Requests: 1, Errors: 1, CutOff: 1 });
    await fixture.untilAgain(async () => (await order({ parts: ['a'] })).status === 200);
  });
});

describe('fails at once', () => {
  test.each<[string, Call, number, string]>([
    ['another method', { method: 'GET', body: undefined }, 501, 'SageMaker knows POST only, got GET; send a POST'],
    [
      'a packed body',
      { body: gzipSync('{}'), headers: { 'content-encoding': 'gzip' } },
      415,
      'does not hand content-encoding on; send the body unpacked',
    ],
    [
      'a body over 6 MB',
      { body: Buffer.alloc(MOST_BYTES + 1) },
      413,
      'more than 6291456 bytes, the limit of SageMaker',
    ],
    [
      'a body over 6 MB, of unknown length',
      { body: Buffer.alloc(MOST_BYTES + 1), headers: { 'transfer-encoding': 'chunked' } },
      413,
      'more than 6291456 bytes, the limit of SageMaker',
    ],
    [
      'a copy whose mark finds no room',
      { headers: { 'x-model-mirror': '1', 'x-amzn-sagemaker-custom-attributes': 'a'.repeat(1_020) } },
      400,
      'no room for the mark of a mirrored request',
    ],
    [
      'a header that can not be signed',
      { headers: { 'content-type': 'caf\xe9' } },
      400,
      'use visible US-ASCII characters',
    ],
    [
      'attributes that are too long',
      { headers: { 'x-amzn-sagemaker-custom-attributes': 'a'.repeat(1_025) } },
      400,
      'ValidationError',
    ],
    [
      'a variant that is not there',
      { headers: { 'x-amzn-sagemaker-target-variant': 'Other' } },
      400,
      'ValidationError',
    ],
  ])('%s', async (_, call, status, problem) => {
    const reply = await predict(running.port, call);
    expect(reason(reply)).toEqual([status, 'refused']);
    expect(json(reply).error).toContain(problem);
    expect(metrics()).toMatchObject({ Requests: 1, Refused: 1 });
    expect(metrics().Errors).toBeUndefined();
  });

  test.each<[string, string, Record<string, string>, string]>([
    ['no endpoint', 'other', {}, 'ValidationError'],
    ['another secret', 'fraud-blue', { AWS_SECRET_ACCESS_KEY: 'guessed' }, 'InvalidSignatureException'],
    ['an unknown key', 'fraud-blue', { AWS_ACCESS_KEY_ID: 'AKIASTRANGER' }, 'UnrecognizedClientException'],
  ])('%s is 502', async (_, endpoint, variables, code) => {
    running = await open(variables, endpoint);
    for (let index = 0; index < 3; index += 1) {
      const reply = await order({});
      expect(reason(reply)).toEqual([502, 'unreachable']);
      expect(json(reply).error).toContain(`SageMaker answered ${code}`);
    }
    expect(metrics()).toEqual({ Requests: 3, Errors: 3, Unreachable: 3 });
    expect(world.lines.all.filter((line) => line.includes('SageMaker refuses requests'))).toHaveLength(1);
  });

  test('a role that may not invoke: the log says why, the caller is not told its ARN', async () => {
    const service = { Service: 'ecs-tasks.amazonaws.com' };
    const trust = { Statement: [{ Effect: 'Allow', Principal: service, Action: 'sts:AssumeRole' }] };
    fixture.account.roles.create('gateway', JSON.stringify(trust), '/', new Date());
    const key = fixture.account.accessKeys.accessKeyFor('arn:aws:iam::123456789012:role/gateway', 'task');
    running = await open({ AWS_ACCESS_KEY_ID: key });
    const reply = await order({});
    expect(reason(reply)).toEqual([502, 'unreachable']);
    expect(String(reply.body)).not.toContain('arn:');
    expect(world.lines.all.join('')).toContain('sagemaker:InvokeEndpoint on resource');
    const allow = { Statement: [{ Effect: 'Allow', Action: 'sagemaker:InvokeEndpoint', Resource: ARN }] };
    fixture.account.roles.putInline('gateway', 'invoke', JSON.stringify(allow));
    expect(await order({})).toMatchObject({ status: 200 });
  });
});

describe('memory', () => {
  test('fails with 503 when bodies under way find no room, and takes the next when they are over', async () => {
    running = await open({ GATEWAY_SAGEMAKER_MAX_BYTES: String(MOST_BYTES) });
    const large = (delayMs: number) => {
      const text = JSON.stringify({ delayMs });
      return predict(running.port, { body: text.slice(0, -1).padEnd(4_000_000) + '}' });
    };
    const first = large(600);
    await new Promise((resolve) => setTimeout(resolve, 250)); // until its body is here
    expect(reason(await large(0))).toEqual([503, 'overloaded']);
    expect((await first).status).toBe(200);
    expect((await large(0)).status).toBe(200);
    expect(metrics()).toMatchObject({ Requests: 3, Overloaded: 1 });
  });
});

describe('a serverless endpoint', () => {
  test('fails with 503 when it throttles, with 413 above 4 MB', async () => {
    const [{ VariantName, ModelName }] = configInput('slim', 'v1').ProductionVariants;
    const ServerlessConfig = { MemorySizeInMB: 1024, MaxConcurrency: 1 };
    const ProductionVariants = [{ VariantName, ModelName, ServerlessConfig }];
    await sagemaker.createEndpointConfig({ EndpointConfigName: 'slim', ProductionVariants });
    await sagemaker.createEndpoint({ EndpointName: 'slim', EndpointConfigName: 'slim' });
    await fixture.pass(5);
    running = await open({}, 'slim');
    expect(reason(await predict(running.port, { body: Buffer.alloc(4_194_305) }))).toEqual([413, 'refused']);
    const first = order({ delayMs: 500 });
    await new Promise((resolve) => setTimeout(resolve, 150)); // until it is with the model
    const reply = await order({});
    expect(reason(reply)).toEqual([503, 'overloaded']);
    expect(json(reply).error).toContain('ThrottlingException');
    expect((await first).status).toBe(200);
    expect(metrics()).toEqual({ Requests: 3, Refused: 1, Errors: 1, Overloaded: 1 });
  });
});

describe('health', () => {
  test('is that of the gateway: an endpoint that is not there must not stop the task of the other one', async () => {
    const { port } = await open({}, 'other');
    const reply = await predict(port, { method: 'GET', path: '/gateway/health', body: undefined });
    expect([reply.status, json(reply).health]).toEqual([200, 'healthy']);
  });
});
