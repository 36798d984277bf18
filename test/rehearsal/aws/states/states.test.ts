import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StateMachineDoesNotExist,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { Outcome, StopRequest } from '../../../../lib/rehearsal/asl';
import { EmulatedAccount } from '../../../../lib/rehearsal/aws/emulated-account';
import { ExecutionRequest, ExecutionRunner } from '../../../../lib/rehearsal/aws/states/execution-runner';
import { statesService, StatesService } from '../../../../lib/rehearsal/aws/states/states-service';
import { WireServer } from '../../../../lib/rehearsal/aws/wire/server';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { createRole } from '../iam/roles';
import { clientConfig } from '../wire/sdk';

const START = Date.UTC(2030, 0, 1);

/** As far as the service looks into a definition: it waits for executions of another one. */
const NESTED = 'arn:aws:states:::states:startExecution.sync:2';

/** Runs "definitions" that are one word: succeed, fail, wait (until stopped), break. */
class WordRunner implements ExecutionRunner {
  readonly requests: ExecutionRequest[] = [];

  validate(definition: string): void {
    if (!['succeed', 'fail', 'wait', 'break', NESTED].includes(definition))
      throw new Error(`no such word: ${definition}`);
  }

  async run(request: ExecutionRequest): Promise<Outcome> {
    this.requests.push(request);
    switch (request.definition) {
      case 'succeed':
        return { status: 'SUCCEEDED', output: { got: request.input } };
      case 'fail':
        return { status: 'FAILED', error: 'ReleaseRolledBack', cause: 'alarm' };
      case 'break':
        throw new Error('a bug of the interpreter');
      default:
        return new Promise((resolve) => {
          request.signal.addEventListener('abort', () => {
            const { error, cause } = request.signal.reason as StopRequest;
            resolve({ status: 'ABORTED', ...(error && { error }), ...(cause && { cause }) });
          });
        });
    }
  }
}

describe('states over the wire', () => {
  const clock = new VirtualClock(START);
  const account = new EmulatedAccount({ clock });
  const runner = new WordRunner();
  const events: Record<string, any>[] = [];
  let service: StatesService;
  let server: WireServer;
  let client: SFNClient;
  let roleArn: string;

  beforeAll(async () => {
    service = statesService(account, {
      runner,
      emit: (detailType, source, detail) => void events.push({ detailType, source, detail }),
    });
    account.register(service);
    server = await WireServer.start(account);
    client = new SFNClient({ ...clientConfig(account, server), maxAttempts: 1 });
    roleArn = await createRole(account, 'machine', 'states.amazonaws.com');
  });

  afterAll(async () => {
    client.destroy();
    await server.close();
    clock.stop();
  });

  const create = async (name: string, definition: string) =>
    (await client.send(new CreateStateMachineCommand({ name, definition, roleArn }))).stateMachineArn ?? '';
  const start = async (stateMachineArn: string, name: string, input?: string) =>
    (await client.send(new StartExecutionCommand({ stateMachineArn, name, input }))).executionArn ?? '';
  const describeExecution = (executionArn: string) => client.send(new DescribeExecutionCommand({ executionArn }));

  test('an execution runs to its output, and its status changes are emitted', async () => {
    const machine = await create('succeeding', 'succeed');
    const arn = await start(machine, 'one', '{"version":"1.0"}');
    await service.executions.idle();
    expect(arn).toBe('arn:aws:states:eu-west-1:123456789012:execution:succeeding:one');
    expect(await describeExecution(arn)).toMatchObject({
      status: 'SUCCEEDED',
      stateMachineArn: machine,
      input: '{"version":"1.0"}',
      output: '{"got":{"version":"1.0"}}',
      startDate: expect.any(Date),
      stopDate: expect.any(Date),
    });
    expect(runner.requests.at(-1)).toMatchObject({ name: 'one', roleArn, stateMachineArn: machine });
    expect(events.map(({ detailType, source, detail }) => [detailType, source, detail.status, detail.name])).toEqual([
      ['Step Functions Execution Status Change', 'aws.states', 'RUNNING', 'one'],
      ['Step Functions Execution Status Change', 'aws.states', 'SUCCEEDED', 'one'],
    ]);
  });

  test('a failed execution shows error and cause', async () => {
    const arn = await start(await create('failing', 'fail'), 'one');
    await service.executions.idle();
    expect(await describeExecution(arn)).toMatchObject({
      status: 'FAILED',
      error: 'ReleaseRolledBack',
      cause: 'alarm',
    });
    expect(events.at(-1)?.detail).toMatchObject({
      status: 'FAILED',
      stateMachineArn: expect.stringMatching(/:failing$/),
    });
  });

  test('a name is used once: the same start again is the same execution while it runs, all else fails', async () => {
    const machine = await create('waiting', 'wait');
    const arn = await start(machine, 'one', '{"a":1}');
    expect(await start(machine, 'one', '{"a":1}')).toBe(arn);
    await expect(start(machine, 'one', '{"a":2}')).rejects.toBeInstanceOf(ExecutionAlreadyExists);
    await client.send(new StopExecutionCommand({ executionArn: arn, error: 'Stopped', cause: 'by the test' }));
    expect(await describeExecution(arn)).toMatchObject({ status: 'ABORTED', error: 'Stopped', cause: 'by the test' });
    await expect(start(machine, 'one', '{"a":1}')).rejects.toBeInstanceOf(ExecutionAlreadyExists);
    const again = await client.send(new StopExecutionCommand({ executionArn: arn }));
    expect(again.stopDate).toEqual((await describeExecution(arn)).stopDate);
  });

  test('executions are listed newest first, by status and by page', async () => {
    const machine = await create('listed', 'succeed');
    for (const name of ['a', 'b', 'c']) await start(machine, name);
    await service.executions.idle();
    const list = (more: object) => client.send(new ListExecutionsCommand({ stateMachineArn: machine, ...more }));
    const first = await list({ maxResults: 2, statusFilter: 'SUCCEEDED' });
    expect(first.executions?.map(({ name }) => name)).toEqual(['c', 'b']);
    const second = await list({ maxResults: 2, nextToken: first.nextToken });
    expect(second.executions?.map(({ name }) => name)).toEqual(['a']);
    expect(second.nextToken).toBeUndefined();
    expect((await list({ statusFilter: 'RUNNING' })).executions).toEqual([]);
  });

  test('an interpreter that breaks is not hidden', async () => {
    const arn = await start(await create('breaking', 'break'), 'one');
    await service.executions.idle();
    expect(await describeExecution(arn)).toMatchObject({
      status: 'FAILED',
      error: 'Rehearsal.InterpreterFailed',
      cause: expect.stringContaining('a bug of the interpreter'),
    });
  });

  describe('fails', () => {
    test.each<[string, () => Promise<unknown>, string]>([
      ['an invalid definition', () => create('bad', 'nonsense'), 'InvalidDefinition'],
      ['another machine of the same name', () => create('succeeding', 'fail'), 'StateMachineAlreadyExists'],
      [
        'a machine that does not exist',
        () => start('arn:aws:states:eu-west-1:123456789012:stateMachine:none', 'x'),
        'StateMachineDoesNotExist',
      ],
      ['an execution that does not exist', () => describeExecution('arn:none'), 'ExecutionDoesNotExist'],
      ['a name with a colon', async () => start(await create('succeeding', 'succeed'), 'a:b'), 'InvalidName'],
      [
        'a name of 81 characters',
        async () => start(await create('succeeding', 'succeed'), 'x'.repeat(81)),
        'InvalidName',
      ],
      [
        'an input that is not JSON',
        async () => start(await create('succeeding', 'succeed'), 'x', '{'),
        'InvalidExecutionInput',
      ],
    ])('%s', async (_name, request, code) => {
      await expect(request()).rejects.toMatchObject({ name: code });
    });

    test.each([
      ['machines of this account', 'arn:aws:states:eu-west-1:123456789012:stateMachine:*', undefined],
      ['machines of others', 'arn:aws:states:eu-west-1:999999999999:stateMachine:*', 'AccessDeniedException'],
    ])('a role by the condition of its trust: for %s', async (_who, pattern, name) => {
      const RoleName = `for-${pattern.split(':')[4]}`;
      const AssumeRolePolicyDocument = JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Principal: { Service: 'states.amazonaws.com' },
            Condition: { ArnLike: { 'aws:SourceArn': pattern } }, // as CDK writes it
          },
        ],
      });
      const { Role } = await account.call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument });
      const command = new CreateStateMachineCommand({ name: RoleName, definition: 'wait', roleArn: Role.Arn });
      const outcome = await client.send(command).catch((error: Error) => error);
      expect((outcome as Partial<Error>).name).toBe(name);
    });

    test('a role without the rule by which the ends of other executions are learned', async () => {
      await expect(create('nested', NESTED)).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: `'${roleArn}' is not authorized to create managed-rule.`,
      });
      const resource = 'arn:aws:events:eu-west-1:123456789012:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule';
      const Action = ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'];
      const statement = { Effect: 'Allow', Action, Resource: resource };
      const allowed = await createRole(account, 'nesting', 'states.amazonaws.com', [statement]);
      const command = new CreateStateMachineCommand({ name: 'nested', definition: NESTED, roleArn: allowed });
      expect((await client.send(command)).stateMachineArn).toMatch(/:nested$/);
    });

    test('a role that Step Functions may not assume', async () => {
      const other = await createRole(account, 'for-lambda', 'lambda.amazonaws.com');
      const request = client.send(new CreateStateMachineCommand({ name: 'x', definition: 'wait', roleArn: other }));
      await expect(request).rejects.toMatchObject({ name: 'AccessDeniedException' });
    });

    test('a start after the machine was deleted', async () => {
      const machine = await create('short-lived', 'succeed');
      await client.send(new DeleteStateMachineCommand({ stateMachineArn: machine }));
      await expect(start(machine, 'x')).rejects.toBeInstanceOf(StateMachineDoesNotExist);
    });
  });
});
