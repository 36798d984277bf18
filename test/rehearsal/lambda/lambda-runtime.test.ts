import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { dynamoDbService } from '../../../lib/rehearsal/aws/dynamodb/dynamodb-service';
import { EmulatedAccount } from '../../../lib/rehearsal/aws/emulated-account';
import { lambdaService } from '../../../lib/rehearsal/aws/lambda/lambda-service';
import { WireServer } from '../../../lib/rehearsal/aws/wire/server';
import { ScaledClock } from '../../../lib/rehearsal/clocks/scaled-clock';
import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';
import { FunctionConfiguration } from '../../../lib/rehearsal/lambda/function-configuration';
import { LambdaRuntime } from '../../../lib/rehearsal/lambda/lambda-runtime';
import { Network } from '../../../lib/rehearsal/network';
import { buildWorker, bundledHandler, codeDirectory } from './build-worker';

const START = Date.UTC(2030, 0, 1);

/** One handler for many small experiments: the event says which. */
const LABORATORY = `
import net from 'node:net';
import { spawn } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import dns from 'node:dns/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
let invocations = 0;
const experiments = {
  env: () => ({ ...process.env }),
  count: () => ++invocations,
  date: () => ({ now: Date.now(), fresh: new Date().getTime(), given: new Date(5).getTime(), text: Date(), is: new Date() instanceof Date }),
  elapse: async () => { const from = Date.now(); await new Promise((r) => setTimeout(() => r(), 50)); return Date.now() - from; },
  fetch: async ({ url }) => { const answer = await fetch(url); return { status: answer.status, text: await answer.text() }; },
  fetchError: async ({ url }) => { try { await fetch(url); return 'reached'; } catch (error) { return error.cause.code + ' ' + error.cause.message; } },
  connect: ({ options }) => new Promise((resolve) => net.connect(...options).on('connect', () => resolve('reached')).on('error', (error) => resolve(error.message))),
  spawn: () => spawn('true').pid,
  thread: () => new Worker('1', { eval: true }).threadId,
  resolve: () => dns.lookup('example.com'),
  log: () => { console.log('one'); console.error('two'); return 'logged'; },
  nothing: () => undefined,
  slow: async ({ ms }) => { await new Promise((r) => setTimeout(() => r(), ms)); return 'done'; },
  pauseAsTheSdk: async ({ ms }) => { const from = Date.now(); await Promise.all(ms.map((each) => new Promise((r) => setTimeout(r, each)))); return Date.now() - from; },
  promisified: async ({ ms }) => { const from = Date.now(); await promisify(setTimeout)(ms); return Date.now() - from; },
  pause: async ({ ms }) => { const from = Date.now(); const value = await pause(ms, 'over'); return { value, ms: Date.now() - from }; },
  hang: () => { for (;;); },
  exit: () => process.exit(3),
  crash: () => new Promise(() => setTimeout(() => { throw new RangeError('out of range'); }, 1)),
  hold: async ({ mb }) => { const all = Buffer.alloc(mb * 1024 * 1024, 1); await pause(1); await new Promise((r) => setImmediate(r)); return all.length; },
  memory: () => { const all = []; for (;;) all.push(new Array(1e6).fill({})); },
  named: () => { throw Object.assign(new Error('not now'), { name: 'ReleaseRefused' }); },
  text: () => { throw 'plain'; },
  context: (_event, context) => ({ ...context, left: context.getRemainingTimeInMillis() }),
};
export const handler = (event, context) => experiments[event.do](event, context);
export const callback = (event, context, done) => { setTimeout(() => done(null, { called: event.do }), 1); };
`;

describe('worker runtime', () => {
  const clock = new VirtualClock(START);
  const account = new EmulatedAccount({ clock });
  const network = new Network();
  let server: WireServer;
  let workerScript: string;
  let code: string;
  let runtime: LambdaRuntime;
  let model: Server;

  beforeAll(async () => {
    workerScript = await buildWorker();
    code = codeDirectory({ 'index.mjs': LABORATORY, 'old.cjs': 'exports.handler = async () => "from CommonJS";' });
    server = await WireServer.start(account);
    model = createServer((request, response) => response.end(`asked for ${request.headers.host}${request.url}`));
    await new Promise<void>((resolve) => model.listen(0, '127.0.0.1', resolve));
  });

  beforeEach(() => {
    runtime = new LambdaRuntime({ account, network, endpoint: server.endpoint, workerScript });
  });

  afterEach(() => runtime.stop());

  afterAll(async () => {
    model.close();
    await server.close();
    clock.stop();
  });

  const configuration = (more: Partial<FunctionConfiguration> = {}): FunctionConfiguration => ({
    functionName: 'laboratory',
    functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:laboratory',
    roleArn: 'arn:aws:iam::123456789012:role/laboratory',
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    codeDirectory: code,
    timeoutSeconds: 10,
    memoryMb: 128,
    environment: { MODEL_NAME: 'fraud' },
    ...more,
  });

  const outcomeOf = (event: object, more: Partial<FunctionConfiguration> = {}) =>
    runtime.invoke(configuration(more), JSON.stringify(event));

  const resultOf = async (event: object, more: Partial<FunctionConfiguration> = {}): Promise<any> => {
    const outcome = await outcomeOf(event, more);
    if (!outcome.ok) throw new Error(`${outcome.error.errorType}: ${outcome.error.errorMessage}`);
    return JSON.parse(outcome.payload);
  };

  describe('environment', () => {
    test("is the function's own, nothing of the machine", async () => {
      process.env.REHEARSAL_SECRET_OF_THE_MACHINE = 'leak';
      const env = await resultOf({ do: 'env' });
      delete process.env.REHEARSAL_SECRET_OF_THE_MACHINE;
      expect(env).toMatchObject({
        MODEL_NAME: 'fraud',
        AWS_ENDPOINT_URL: server.endpoint,
        AWS_REGION: 'eu-west-1',
        AWS_LAMBDA_FUNCTION_NAME: 'laboratory',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
        AWS_EC2_METADATA_DISABLED: 'true',
      });
      expect(Object.keys(env)).not.toEqual(expect.arrayContaining(['REHEARSAL_SECRET_OF_THE_MACHINE']));
      expect(Object.keys(env)).not.toEqual(expect.arrayContaining(['PATH']));
      expect(account.accessKeys.callerOf(env.AWS_ACCESS_KEY_ID)).toMatchObject({
        kind: 'role',
        roleArn: configuration().roleArn,
      });
    });

    test('the context says what Lambda says', async () => {
      const context = await resultOf({ do: 'context' }, { timeoutSeconds: 3 });
      expect(context).toMatchObject({ functionName: 'laboratory', memoryLimitInMB: '128', functionVersion: '$LATEST' });
      expect(context.left).toBeGreaterThan(2000);
      expect(context.left).toBeLessThanOrEqual(3000);
    });
  });

  describe('code', () => {
    test('module state survives between invocations until the function is retired', async () => {
      expect(await resultOf({ do: 'count' })).toBe(1);
      expect(await resultOf({ do: 'count' })).toBe(2);
      await runtime.retire('laboratory');
      expect(await resultOf({ do: 'count' })).toBe(1);
    });

    test('CommonJS, callback handlers and no result work', async () => {
      expect(await resultOf({}, { functionName: 'old', handler: 'old.handler' })).toBe('from CommonJS');
      expect(await resultOf({ do: 'x' }, { functionName: 'cb', handler: 'index.callback' })).toEqual({ called: 'x' });
      expect(await resultOf({ do: 'nothing' })).toBeNull();
    });

    test('fails without the file or the export', async () => {
      await expect(resultOf({}, { functionName: 'a', handler: 'none.handler' })).rejects.toThrow(
        'Runtime.ImportModuleError',
      );
      await expect(resultOf({}, { functionName: 'b', handler: 'index.none' })).rejects.toThrow(
        'Runtime.HandlerNotFound',
      );
    });
  });

  describe('time', () => {
    test('is virtual', async () => {
      await clock.sleep(3_600_000);
      const before = clock.now();
      const { now, fresh, given, text, is } = await resultOf({ do: 'date' });
      for (const time of [now, fresh, Date.parse(text) + 999]) {
        expect(time).toBeGreaterThanOrEqual(Math.floor(before));
        expect(time).toBeLessThan(before + 10_000);
      }
      expect([given, is]).toEqual([5, true]);
    });

    test('runs at the speed of the clock', async () => {
      const scaled = new ScaledClock(START, 100);
      const fast = new EmulatedAccount({ clock: scaled });
      const fastRuntime = new LambdaRuntime({ account: fast, network, endpoint: server.endpoint, workerScript });
      const outcome = await fastRuntime.invoke(configuration(), JSON.stringify({ do: 'elapse' }));
      expect(outcome.ok && Number(outcome.payload)).toBeGreaterThanOrEqual(4_500); // 50 ms at 100 times the speed
      await fastRuntime.stop();
      scaled.stop();
    });

    test('does not jump while a handler runs', async () => {
      const before = clock.now();
      const slept = clock.sleep(3_600_000);
      await resultOf({ do: 'slow', ms: 30 });
      expect(clock.now() - before).toBeLessThan(60_000);
      await slept;
    });

    test("a handler's pause is virtual time, in which everything else goes on", async () => {
      const events: string[] = [];
      void clock.sleep(300_000).then(() => events.push('five minutes'));
      const started = performance.now();
      const { value, ms } = (await resultOf({ do: 'pause', ms: 600_000 })) as { value: string; ms: number };
      events.push('ten minutes');
      expect(value).toBe('over');
      expect(ms).toBeGreaterThanOrEqual(600_000);
      expect(events).toEqual(['five minutes', 'ten minutes']);
      expect(performance.now() - started).toBeLessThan(30_000);
    });

    test('so are the pauses of the SDK before it tries again, also side by side; the clock is held after them', async () => {
      const started = performance.now();
      const ms = await resultOf({ do: 'pauseAsTheSdk', ms: [200_000, 600_000, 400_000] });
      expect(ms).toBeGreaterThanOrEqual(600_000);
      expect(performance.now() - started).toBeLessThan(30_000);
      expect(await resultOf({ do: 'promisified', ms: 300_000 })).toBeGreaterThanOrEqual(300_000);
      const before = clock.now();
      const slept = clock.sleep(3_600_000);
      await resultOf({ do: 'slow', ms: 30 });
      expect(clock.now() - before).toBeLessThan(60_000);
      await slept; // and let go of at its end
    });
  });

  describe('network', () => {
    test('leads addresses of the emulated VPC to their loopback ports, also ones that come later', async () => {
      await resultOf({ do: 'count' });
      const forget = network.register('fraud.elb.internal', 9001, (model.address() as AddressInfo).port);
      const url = 'http://fraud.elb.internal:9001/ping';
      expect(await resultOf({ do: 'fetch', url })).toEqual({
        status: 200,
        text: 'asked for fraud.elb.internal:9001/ping',
      });
      expect(await resultOf({ do: 'connect', options: [{ host: 'fraud.elb.internal', port: 9001 }] })).toBe('reached');
      expect(await resultOf({ do: 'connect', options: [9001, 'fraud.elb.internal'] })).toBe('reached');
      forget();
      await runtime.retire('laboratory'); // a warm worker could have kept the connection
      expect(await resultOf({ do: 'fetchError', url })).toContain(
        'ENETUNREACH connect ENETUNREACH fraud.elb.internal:9001',
      );
    });

    test.each([
      ['a public name', { do: 'fetchError', url: 'http://example.com/' }, 'example.com:80'],
      ['a public address over TLS', { do: 'fetchError', url: 'https://93.184.216.34/' }, '93.184.216.34:443'],
      ['the metadata service', { do: 'fetchError', url: 'http://169.254.169.254/' }, '169.254.169.254:80'],
      ['a Unix socket', { do: 'connect', options: ['/var/run/docker.sock'] }, '/var/run/docker.sock'],
    ])('fails to reach %s, naming it', async (_name, event, named) => {
      const failure = await resultOf(event);
      expect(failure).toContain('ENETUNREACH');
      expect(failure).toContain(named);
    });

    test.each(['spawn', 'thread', 'resolve'])('fails a way around: %s', async (what) => {
      await expect(resultOf({ do: what })).rejects.toThrow('is not available in a rehearsal');
    });
  });

  describe('ends', () => {
    test.each<[string, object, Partial<FunctionConfiguration>, string]>([
      ['a timeout of a sleeping handler', { do: 'slow', ms: 5_000 }, { timeoutSeconds: 0.2 }, 'Sandbox.Timedout'],
      ['a timeout of a busy loop', { do: 'hang' }, { timeoutSeconds: 0.2 }, 'Sandbox.Timedout'],
      ['process.exit', { do: 'exit' }, {}, 'Runtime.ExitError'],
      ['memory used up', { do: 'memory' }, { memoryMb: 32 }, 'Runtime.ExitError'],
      ['an uncaught exception', { do: 'crash' }, {}, 'RangeError'],
    ])('%s is reported as Lambda does, and the next invocation is cold', async (_name, event, more, errorType) => {
      expect(await outcomeOf(event, more)).toMatchObject({ ok: false, error: { errorType } });
      expect(await resultOf({ do: 'count' })).toBe(1);
    });

    test('the most memory that a worker held is told, buffers included', async () => {
      await resultOf({ do: 'count' });
      await resultOf({ do: 'hold', mb: 60 });
      await resultOf({ do: 'count' });
      const [before, during, after] = runtime.invocations.slice(-3).map(({ memory }) => memory);
      expect(before.usedMb).toBeGreaterThan(1);
      expect(during.usedMb).toBeGreaterThanOrEqual(before.usedMb + 50);
      expect(after).toEqual(during); // as Lambda says it: the most so far
      expect(after.declaredMb).toBe(128);
    });

    test.each([
      ['an error with a name', 'named', { errorType: 'ReleaseRefused', errorMessage: 'not now' }],
      ['a thrown text', 'text', { errorType: 'string', errorMessage: 'plain' }],
    ])('%s keeps the worker warm', async (_name, what, error) => {
      expect(await resultOf({ do: 'count' })).toBe(1);
      expect(await outcomeOf({ do: what })).toMatchObject({ ok: false, error });
      expect(await resultOf({ do: 'count' })).toBe(2);
    });
  });

  test('output is kept with its invocation', async () => {
    await resultOf({ do: 'count' });
    await resultOf({ do: 'log' });
    expect(runtime.invocations.map(({ output }) => output)).toEqual(['', 'one\ntwo\n']);
  });

  describe('concurrency', () => {
    test('two at once run in two workers', async () => {
      const both = await Promise.all([resultOf({ do: 'slow', ms: 20 }), resultOf({ do: 'count' })]);
      expect(both).toEqual(['done', 1]);
    });

    test('fails beyond its limit, and recovers', async () => {
      runtime = new LambdaRuntime({ account, network, endpoint: server.endpoint, workerScript, concurrency: 1 });
      const first = outcomeOf({ do: 'slow', ms: 50 });
      await expect(outcomeOf({ do: 'count' })).rejects.toMatchObject({
        code: 'TooManyRequestsException',
        status: 429,
        details: { Reason: 'ConcurrentInvocationLimitExceeded' },
      });
      await first;
      expect(await resultOf({ do: 'count' })).toBe(1);
    });
  });
});

describe('a function that dies', () => {
  const clock = new VirtualClock(START);
  const account = new EmulatedAccount({ clock });
  let server: WireServer;
  let runtime: LambdaRuntime;
  let configuration: FunctionConfiguration;

  beforeAll(async () => {
    account.register(dynamoDbService());
    server = await WireServer.start(account);
    runtime = new LambdaRuntime({
      account,
      network: new Network(),
      endpoint: server.endpoint,
      workerScript: await buildWorker(),
    });
    const { Role } = await account.call('iam', 'CreateRole', {
      RoleName: 'writer',
      AssumeRolePolicyDocument: JSON.stringify({
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      }),
    });
    await account.call('iam', 'PutRolePolicy', {
      RoleName: 'writer',
      PolicyName: 'inline',
      PolicyDocument: JSON.stringify({
        Statement: [{ Effect: 'Allow', Action: ['dynamodb:PutItem', 'dynamodb:GetItem'], Resource: '*' }],
      }),
    });
    await account.call('dynamodb', 'CreateTable', {
      TableName: 'items',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    });
    configuration = {
      functionName: 'writer',
      functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:writer',
      roleArn: Role.Arn,
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      codeDirectory: await bundledHandler(`
        import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
        const client = new DynamoDBClient({});
        const put = (pk) => client.send(new PutItemCommand({ TableName: 'items', Item: { pk: { S: pk } } }));
        export const handler = async ({ run }) => {
          await put(run + '-1');
          await client.send(new GetItemCommand({ TableName: 'items', Key: { pk: { S: run + '-1' } } }));
          await put(run + '-2');
          return 'all';
        };`),
      timeoutSeconds: 30,
      memoryMb: 256,
      environment: {},
    };
  });

  afterEach(() => runtime.faults.clear());

  afterAll(async () => {
    await runtime.stop();
    await server.close();
    clock.stop();
  });

  const written = async (run: string) => {
    const found = await Promise.all(
      [1, 2].map((n) => account.call('dynamodb', 'GetItem', { TableName: 'items', Key: { pk: { S: `${run}-${n}` } } })),
    );
    return found.filter(({ Item }) => Item !== undefined).length;
  };

  test.each([
    ['before-handler', { kind: 'before-handler' }, 0],
    ['after its first write', { kind: 'after-call', call: 1 }, 1],
    ['after its second write', { kind: 'after-call', call: 2 }, 2],
    ['after-handler', { kind: 'after-handler' }, 2],
  ] as const)('%s leaves exactly what took effect, and the retry works', async (name, death, effects) => {
    runtime.faults.add(({ event, functionName }) =>
      functionName === 'writer' && event.run === name ? death : undefined,
    );
    const payload = JSON.stringify({ run: name });
    expect(await runtime.invoke(configuration, payload)).toMatchObject({
      ok: false,
      error: { errorType: 'Runtime.ExitError' },
    });
    expect(await written(name)).toBe(effects);
    runtime.faults.clear();
    expect(await runtime.invoke(configuration, payload)).toEqual({ ok: true, payload: '"all"' });
    expect(await written(name)).toBe(2);
  });

  test('the lambda service invokes it, and sees a change of configuration', async () => {
    account.register(lambdaService(account, runtime));
    const Code = {
      S3Bucket: 'local-disk',
      S3Key: codeDirectory({ 'a.cjs': 'exports.handler = async () => process.env.WORD;' }),
    };
    const input = {
      FunctionName: 'word',
      Role: configuration.roleArn,
      Runtime: 'nodejs22.x',
      Handler: 'a.handler',
      Code,
    };
    const word = async () => String((await account.call('lambda', 'Invoke', { FunctionName: 'word' })).Payload);
    await account.call('lambda', 'CreateFunction', { ...input, Environment: { Variables: { WORD: 'blue' } } });
    expect(await word()).toBe('"blue"');
    const Environment = { Variables: { WORD: 'green' } };
    await account.call('lambda', 'UpdateFunctionConfiguration', { FunctionName: 'word', Environment });
    expect(await word()).toBe('"green"');
  });

  test('calls carry the role and the worker, and are bound by the role', async () => {
    await runtime.invoke(configuration, JSON.stringify({ run: 'bound' }));
    expect(account.journal.at(-1)).toMatchObject({
      operation: 'PutItem',
      caller: { kind: 'role', roleArn: configuration.roleArn, session: expect.stringMatching(/^writer@\d+$/) },
    });
    await account.call('iam', 'DeleteRolePolicy', { RoleName: 'writer', PolicyName: 'inline' });
    expect(await runtime.invoke(configuration, JSON.stringify({ run: 'denied' }))).toMatchObject({
      ok: false,
      error: {
        errorType: 'AccessDeniedException',
        errorMessage: expect.stringMatching(
          /assumed-role\/writer\/writer@\d+ is not authorized to perform: dynamodb:PutItem/,
        ),
      },
    });
  });
});
