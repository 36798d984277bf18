import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  RemovePermissionCommand,
  TooManyRequestsException,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmulatedAccount } from '../../../../lib/rehearsal/aws/emulated-account';
import { FunctionRuntime } from '../../../../lib/rehearsal/aws/lambda/function-runtime';
import { lambdaService, LambdaService } from '../../../../lib/rehearsal/aws/lambda/lambda-service';
import { AwsError, Caller } from '../../../../lib/rehearsal/aws/service';
import { WireServer } from '../../../../lib/rehearsal/aws/wire/server';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { FunctionConfiguration } from '../../../../lib/rehearsal/lambda/function-configuration';
import { WorkerOutcome } from '../../../../lib/rehearsal/lambda/function-worker';
import { createRole } from '../iam/roles';
import { clientConfig } from '../wire/sdk';

const START = Date.UTC(2030, 0, 1);
const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:echo';

/** Answers as scripted, else with the payload itself; remembers what it was asked and when. */
class ScriptedRuntime implements FunctionRuntime {
  readonly calls: { configuration: FunctionConfiguration; payload: string; at: number }[] = [];
  readonly retired: string[] = [];
  script: (WorkerOutcome | Error)[] = [];

  constructor(private readonly clock: VirtualClock) {}

  async invoke(configuration: FunctionConfiguration, payload: string): Promise<WorkerOutcome> {
    this.calls.push({ configuration, payload, at: this.clock.now() });
    const next = this.script.shift() ?? { ok: true, payload };
    if (next instanceof Error) throw next;
    return next;
  }

  async retire(functionName: string): Promise<void> {
    this.retired.push(functionName);
  }
}

const failed: WorkerOutcome = { ok: false, error: { errorType: 'ReleaseRefused', errorMessage: 'not now', trace: [] } };
const throttled = () =>
  new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason: 'ConcurrentInvocationLimitExceeded' });

describe('lambda over the wire', () => {
  let clock: VirtualClock;
  let account: EmulatedAccount;
  let runtime: ScriptedRuntime;
  let service: LambdaService;
  let server: WireServer;
  let client: LambdaClient;
  let roleArn: string;
  const code = { S3Bucket: 'local-disk', S3Key: mkdtempSync(join(tmpdir(), 'lambda-code-')) };

  const create = (more: Record<string, unknown> = {}) =>
    client.send(
      new CreateFunctionCommand({
        FunctionName: 'echo',
        Role: roleArn,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: code,
        ...more,
      }),
    );
  const invoke = (more: Record<string, unknown> = {}) =>
    client.send(new InvokeCommand({ FunctionName: 'echo', Payload: '{"a":1}', ...more }));

  beforeEach(async () => {
    clock = new VirtualClock(START);
    account = new EmulatedAccount({ clock });
    runtime = new ScriptedRuntime(clock);
    service = lambdaService(account, runtime);
    account.register(service);
    server = await WireServer.start(account);
    client = new LambdaClient({ ...clientConfig(account, server), maxAttempts: 1 });
    roleArn = await createRole(account, 'worker', 'lambda.amazonaws.com');
    await create({ Environment: { Variables: { MODEL_NAME: 'fraud' } } });
  });

  afterEach(async () => {
    client.destroy();
    await server.close();
    clock.stop();
  });

  test('a function is created with the defaults of Lambda, shown, changed and deleted', async () => {
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: ARN }));
    expect(Configuration).toMatchObject({
      FunctionArn: ARN,
      Timeout: 3,
      MemorySize: 128,
      Role: roleArn,
      State: 'Active',
    });
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'echo', Timeout: 60 }));
    await invoke();
    expect(runtime.retired).toEqual(['echo']);
    expect(runtime.calls[0]?.configuration).toMatchObject({
      timeoutSeconds: 60,
      environment: { MODEL_NAME: 'fraud' },
      codeDirectory: code.S3Key,
    });
    await client.send(new DeleteFunctionCommand({ FunctionName: 'echo' }));
    await expect(invoke()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${ARN}`,
    });
  });

  describe('invoke', () => {
    test.each(['echo', ARN, '123456789012:function:echo', `${ARN}:$LATEST`])(
      'by %s answers the payload',
      async (FunctionName) => {
        const { StatusCode, FunctionError, Payload } = await invoke({ FunctionName });
        expect([StatusCode, FunctionError, Payload?.transformToString()]).toEqual([200, undefined, '{"a":1}']);
      },
    );

    test('an error of the function is part of the answer', async () => {
      runtime.script = [failed];
      const { StatusCode, FunctionError, Payload } = await invoke();
      expect([StatusCode, FunctionError]).toEqual([200, 'Unhandled']);
      expect(JSON.parse(Payload?.transformToString() ?? '')).toEqual({
        errorType: 'ReleaseRefused',
        errorMessage: 'not now',
        trace: [],
      });
    });

    test('no payload is an empty object', async () => {
      await invoke({ Payload: undefined });
      expect(runtime.calls[0]?.payload).toBe('{}');
    });

    test('fails when throttled, with the reason', async () => {
      runtime.script = [throttled()];
      const failure = await invoke().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(TooManyRequestsException);
      expect(failure).toMatchObject({ Reason: 'ConcurrentInvocationLimitExceeded' });
    });

    test.each<[string, Record<string, unknown>, string]>([
      ['text that is not JSON', { Payload: '{' }, 'InvalidRequestContentException'],
      ['more than 6 MB', { Payload: `"${'x'.repeat(6 * 1024 * 1024)}"` }, 'RequestTooLargeException'],
      ['an alias', { Qualifier: 'live' }, 'NotImplemented'],
      ['a name that cannot be one', { FunctionName: 'a%20b' }, 'ValidationException'],
    ])('fails for %s', async (_name, more, code_) => {
      await expect(invoke(more)).rejects.toMatchObject({ name: code_ });
    });
  });

  describe('an event', () => {
    const send = () => invoke({ InvocationType: 'Event' });

    test('is accepted at once and delivered', async () => {
      expect((await send()).StatusCode).toBe(202);
      await service.events.idle();
      expect(runtime.calls.map(({ payload }) => payload)).toEqual(['{"a":1}']);
    });

    test('that fails is tried again after one and two minutes, then dropped', async () => {
      runtime.script = [failed, failed, failed];
      await send();
      await service.events.idle();
      const [first = 0, ...later] = runtime.calls.map(({ at }) => at);
      expect(later.map((at) => Math.round((at - first) / 1000))).toEqual([60, 180]);
      expect(service.events.failures).toMatchObject([{ functionName: 'echo', error: { errorType: 'ReleaseRefused' } }]);
    });

    test('that succeeds the second time is not dropped', async () => {
      runtime.script = [failed];
      await send();
      await service.events.idle();
      expect([runtime.calls.length, service.events.failures.length]).toEqual([2, 0]);
    });

    test('is not tried again when its configuration says so', async () => {
      await account.call('lambda', 'PutFunctionEventInvokeConfig', { FunctionName: 'echo', MaximumRetryAttempts: 0 });
      runtime.script = [failed];
      await send();
      await service.events.idle();
      expect([runtime.calls.length, service.events.failures.length]).toEqual([1, 1]);
    });

    test('comes back ever later while the function is throttled', async () => {
      runtime.script = [throttled(), throttled(), throttled()];
      await send();
      await service.events.idle();
      const [first = 0, ...later] = runtime.calls.map(({ at }) => at);
      expect(later.map((at) => Math.round((at - first) / 1000))).toEqual([1, 3, 7]);
    });

    test('is dropped when it is too old, or its function gone', async () => {
      runtime.script = Array.from({ length: 200 }, throttled);
      await send();
      await service.events.idle();
      const age = (service.events.failures[0]?.at ?? 0) - START;
      expect(age).toBeGreaterThan(5.9 * 3_600_000);
      expect(age).toBeLessThanOrEqual(6 * 3_600_000);
      runtime.script = [failed];
      await send();
      await client.send(new DeleteFunctionCommand({ FunctionName: 'echo' }));
      await service.events.idle();
      expect(service.events.failures[1]?.error.errorType).toBe('ResourceNotFoundException');
    });
  });

  describe('permissions', () => {
    const alarm: Caller = {
      kind: 'service',
      principal: 'lambda.alarms.cloudwatch.amazonaws.com',
      sourceArn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:fraud-blue-errors',
    };
    const asAlarm = () => account.call('lambda', 'Invoke', { FunctionName: ARN, Payload: '{}' }, alarm);
    const add = (more: Record<string, unknown> = {}) =>
      client.send(
        new AddPermissionCommand({
          FunctionName: 'echo',
          StatementId: 'alarm',
          Action: 'lambda:InvokeFunction',
          Principal: alarm.principal,
          ...more,
        }),
      );

    test('let a service in until they are removed', async () => {
      await expect(asAlarm()).rejects.toThrow('no resource-based policy allows the lambda:InvokeFunction action');
      const { Statement } = await add({ SourceArn: alarm.sourceArn, SourceAccount: '123456789012' });
      expect(JSON.parse(Statement ?? '')).toMatchObject({ Sid: 'alarm', Principal: { Service: alarm.principal } });
      await expect(asAlarm()).resolves.toMatchObject({ StatusCode: 200 });
      await client.send(new RemovePermissionCommand({ FunctionName: 'echo', StatementId: 'alarm' }));
      await expect(asAlarm()).rejects.toThrow('no resource-based policy');
    });

    test.each<[string, Record<string, unknown>]>([
      ['another service', { Principal: 'events.amazonaws.com' }],
      ['another source', { SourceArn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:other' }],
      ['another account', { SourceAccount: '999999999999' }],
      ['another action', { Action: 'lambda:GetFunction' }],
    ])('for %s fail to let it in', async (_name, more) => {
      await add(more);
      await expect(asAlarm()).rejects.toMatchObject({ code: 'AccessDeniedException' });
    });

    test('fail when the statement id is used already, or is not there', async () => {
      await add();
      await expect(add()).rejects.toMatchObject({ name: 'ResourceConflictException' });
      const remove = client.send(new RemovePermissionCommand({ FunctionName: 'echo', StatementId: 'none' }));
      await expect(remove).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    });

    test('a role needs lambda:InvokeFunction on this very function', async () => {
      const allowed = await createRole(account, 'machine', 'states.amazonaws.com', [
        { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: ARN },
      ]);
      const other = await createRole(account, 'other', 'states.amazonaws.com', [
        { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: `${ARN}-other` },
      ]);
      const as = (role: string) =>
        account.call('lambda', 'Invoke', { FunctionName: ARN }, { kind: 'role', roleArn: role });
      await expect(as(allowed)).resolves.toMatchObject({ StatusCode: 200 });
      await expect(as(other)).rejects.toMatchObject({ code: 'AccessDeniedException', status: 403 });
    });
  });

  describe('fails to create a function', () => {
    test.each<[string, Record<string, unknown>, string]>([
      ['that exists', {}, 'ResourceConflictException'],
      [
        'without code on this machine',
        { Code: { S3Bucket: 'elsewhere', S3Key: 'x' } },
        'InvalidParameterValueException',
      ],
      ['with a timeout above 15 min', { Timeout: 901 }, 'ValidationException'],
      ['with too little memory', { MemorySize: 64 }, 'ValidationException'],
      [
        'with a reserved variable',
        { Environment: { Variables: { AWS_REGION: 'x' } } },
        'InvalidParameterValueException',
      ],
      [
        'with 4 KB of variables',
        { Environment: { Variables: { A: 'x'.repeat(4096) } } },
        'InvalidParameterValueException',
      ],
      [
        'with a role that does not exist',
        { Role: 'arn:aws:iam::123456789012:role/none' },
        'InvalidParameterValueException',
      ],
    ])('%s', async (name, more, code_) => {
      const FunctionName = name === 'that exists' ? 'echo' : 'another';
      await expect(create({ FunctionName, ...more })).rejects.toMatchObject({ name: code_ });
    });

    test('with a role that Lambda may not assume', async () => {
      const role = await createRole(account, 'for-states', 'states.amazonaws.com');
      await expect(create({ FunctionName: 'another', Role: role })).rejects.toThrow('cannot be assumed by Lambda');
    });

    test('when the caller may not pass the role', async () => {
      const deployer = await createRole(account, 'deployer', 'ec2.amazonaws.com', [
        { Effect: 'Allow', Action: 'lambda:CreateFunction', Resource: '*' },
      ]);
      const request = account.call(
        'lambda',
        'CreateFunction',
        { FunctionName: 'x', Role: roleArn, Runtime: 'nodejs22.x', Handler: 'a.b', Code: code },
        { kind: 'role', roleArn: deployer },
      );
      await expect(request).rejects.toThrow('is not authorized to perform: iam:PassRole');
    });
  });
});
