import { randomUUID } from 'node:crypto';
import { StopRequest } from '../../asl';
import type { EmulatedAccount } from '../emulated-account';
import { AwsError, CallContext, EmulatedService } from '../service';
import { requireName, stateMachineArn } from './arns';
import { ExecutionRunner } from './execution-runner';
import { EmitEvent, ExecutionRecord, Executions } from './executions';
import { StateMachineRecord, StateMachines } from './state-machines';

export interface StatesServiceOptions {
  readonly runner: ExecutionRunner;
  /** Receives the status changes of executions. @default - nobody is told */
  readonly emit?: EmitEvent;
}

/** The emulated Step Functions, with a view on its executions. */
export interface StatesService extends EmulatedService {
  readonly executions: Executions;
}

/** The `states` service: standard state machines and their executions. */
export function statesService(account: EmulatedAccount, options: StatesServiceOptions): StatesService {
  const machines = new StateMachines();
  const executions = new Executions(account.clock, options.runner, options.emit ?? (() => undefined));
  return {
    signingName: 'states',
    protocol: 'json-1.0',
    targetPrefix: 'AWSStepFunctions',
    executions,
    operations: {
      ...machineOperations(account, machines, options.runner),
      ...executionOperations(machines, executions),
    },
  };
}

function machineOperations(
  account: EmulatedAccount,
  machines: StateMachines,
  runner: ExecutionRunner,
): EmulatedService['operations'] {
  return {
    CreateStateMachine: {
      required: ['name', 'definition', 'roleArn'],
      authorize: (input, context) => [
        { action: 'states:CreateStateMachine', resource: stateMachineArn(input.name, context) },
        ...passRole(input.roleArn),
      ],
      handle: (input, context) => {
        const machine = newMachine(input, context);
        requireRunnable(account, runner, machine);
        return created(machines, machine);
      },
    },
    UpdateStateMachine: {
      required: ['stateMachineArn'],
      authorize: (input) => [
        { action: 'states:UpdateStateMachine', resource: input.stateMachineArn },
        ...passRole(input.roleArn),
      ],
      handle: (input, { clock }) => {
        const current = machines.get(input.stateMachineArn);
        const { definition = current.definition, roleArn = current.roleArn } = input;
        const changed = { ...current, definition, roleArn };
        requireRunnable(account, runner, changed);
        machines.put(changed);
        return { updateDate: new Date(clock.now()) };
      },
    },
    DescribeStateMachine: {
      required: ['stateMachineArn'],
      authorize: (input) => [{ action: 'states:DescribeStateMachine', resource: input.stateMachineArn }],
      handle: (input) => describeMachine(machines.get(input.stateMachineArn)),
    },
    DeleteStateMachine: {
      required: ['stateMachineArn'],
      authorize: (input) => [{ action: 'states:DeleteStateMachine', resource: input.stateMachineArn }],
      // Deleting one that doesn't exist succeeds, and running executions go on (API reference).
      handle: (input) => {
        machines.delete(input.stateMachineArn);
        return {};
      },
    },
  };
}

function executionOperations(machines: StateMachines, executions: Executions): EmulatedService['operations'] {
  return {
    StartExecution: {
      required: ['stateMachineArn'],
      authorize: (input) => [{ action: 'states:StartExecution', resource: input.stateMachineArn }],
      // A Map Run starts its children by the same permission (developer guide, "IAM policies for using Distributed Map"). Its
      // `mapRunArn` is no member of the API: whoever has none of a Map Run under way is refused.
      handle: ({ stateMachineArn: machineArn, mapRunArn, name = randomUUID(), input = '{}' }) => {
        const { arn, startedAt } =
          mapRunArn === undefined
            ? executions.start(machines.get(machineArn), name, input)
            : executions.startChild(mapRunArn, name, input);
        return { executionArn: arn, startDate: startedAt };
      },
    },
    DescribeExecution: {
      required: ['executionArn'],
      authorize: (input) => [{ action: 'states:DescribeExecution', resource: input.executionArn }],
      handle: (input) => describeExecution(executions.described(input.executionArn)),
    },
    StopExecution: {
      required: ['executionArn'],
      authorize: (input) => [{ action: 'states:StopExecution', resource: input.executionArn }],
      handle: async (input) => ({
        stopDate: await executions.stop(input.executionArn, new StopRequest(input.error, input.cause)),
      }),
    },
    ListExecutions: {
      required: ['stateMachineArn'],
      authorize: (input) => [{ action: 'states:ListExecutions', resource: input.stateMachineArn }],
      handle: (input) => listExecutions(machines.get(input.stateMachineArn), executions, input),
    },
  };
}

function newMachine(input: any, context: CallContext): StateMachineRecord {
  requireName(input.name);
  const type = input.type ?? 'STANDARD';
  if (type !== 'STANDARD') throw new AwsError('NotImplemented', `state machines of type ${type} are not emulated`, 501);
  return {
    arn: stateMachineArn(input.name, context),
    name: input.name,
    type,
    definition: input.definition,
    roleArn: input.roleArn,
    createdAt: new Date(context.clock.now()),
  };
}

/** Creating the same machine again answers the first one; another one of the same name is a conflict (API reference). */
function created(machines: StateMachines, machine: StateMachineRecord): Record<string, unknown> {
  const existing = machines.find(machine.arn);
  if (existing !== undefined && (existing.definition !== machine.definition || existing.roleArn !== machine.roleArn)) {
    throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${machine.arn}'`);
  }
  if (existing === undefined) machines.put(machine);
  return { stateMachineArn: machine.arn, creationDate: (existing ?? machine).createdAt };
}

function requireRunnable(account: EmulatedAccount, runner: ExecutionRunner, machine: StateMachineRecord): void {
  const principals = ['states.amazonaws.com', `states.${account.region}.amazonaws.com`];
  if (!principals.some((principal) => account.roles.trusts(machine.roleArn, principal, machine.arn))) {
    throw new AwsError(
      'AccessDeniedException',
      'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
    );
  }
  requireManagedRule(account, machine);
  try {
    runner.validate(machine.definition);
  } catch (error) {
    throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: ${(error as Error).message}`);
  }
}

/** Step Functions learns of the ends of executions that it waits for by a rule that it makes with the machine's role (developer guide, "Run a job"). */
function requireManagedRule(account: EmulatedAccount, { definition, roleArn }: StateMachineRecord): void {
  if (!definition.includes(':states:startExecution.sync')) return;
  const { clock, region, accountId } = account;
  const resource = `arn:aws:events:${region}:${accountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`;
  const requests = ['PutTargets', 'PutRule', 'DescribeRule'].map((name) => ({ action: `events:${name}`, resource }));
  try {
    account.authorizer.authorize(account.service('states'), requests, {
      clock,
      region,
      accountId,
      caller: { kind: 'role', roleArn },
    });
  } catch {
    throw new AwsError('AccessDeniedException', `'${roleArn}' is not authorized to create managed-rule.`);
  }
}

function passRole(roleArn: string | undefined) {
  if (roleArn === undefined) return [];
  return [{ action: 'iam:PassRole', resource: roleArn, context: { 'iam:PassedToService': 'states.amazonaws.com' } }];
}

function describeMachine(machine: StateMachineRecord): Record<string, unknown> {
  const { arn, name, type, definition, roleArn, createdAt } = machine;
  return { stateMachineArn: arn, name, type, definition, roleArn, creationDate: createdAt, status: 'ACTIVE' };
}

function describeExecution(record: ExecutionRecord): Record<string, unknown> {
  const { arn, machine, name, status, startedAt, stoppedAt, input, output, error, cause } = record;
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate: startedAt,
    stopDate: stoppedAt,
    input,
    output,
    error,
    cause,
  };
}

/** One page of at most `maxResults` (100 when absent, 1000 at most), newest first; the token is the next position. */
function listExecutions(machine: StateMachineRecord, executions: Executions, input: any): Record<string, unknown> {
  const wanted = executions.all.filter(
    (record) =>
      record.machine.arn === machine.arn && (input.statusFilter === undefined || record.status === input.statusFilter),
  );
  const from = Number(input.nextToken ?? 0);
  const size = Math.min(input.maxResults ?? 100, 1000);
  const page = wanted.slice(from, from + size).map((record) => {
    const { executionArn, stateMachineArn: machineArn, name, status, startDate, stopDate } = describeExecution(record);
    return { executionArn, stateMachineArn: machineArn, name, status, startDate, stopDate };
  });
  return { executions: page, ...(from + size < wanted.length ? { nextToken: String(from + size) } : {}) };
}
