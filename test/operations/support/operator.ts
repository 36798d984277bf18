import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Command } from 'commander';
import pc from 'picocolors';
import { Env, Names } from '../../../lib/contract';
import { LedgerCommand } from '../../../lib/core/ledger/command';
import { Ledger } from '../../../lib/core/ledger/ledger';
import { LedgerStore } from '../../../lib/handlers/shared/ledger-store';
import { makeHandler } from '../../../lib/handlers/traffic';
import {
  abortCommand,
  approveCommand,
  historyCommand,
  releaseCommand,
  rollbackCommand,
  statusCommand,
  wishCommands,
} from '../../../lib/operations/commands';
import { Terminal } from '../../../lib/operations/terminal';
import { REHEARSAL_ACCESS_KEY } from '../../../lib/rehearsal/aws/access-keys';
import { dynamoDbService } from '../../../lib/rehearsal/aws/dynamodb/dynamodb-service';
import { EmulatedAccount } from '../../../lib/rehearsal/aws/emulated-account';
import { lambdaService } from '../../../lib/rehearsal/aws/lambda/lambda-service';
import { EmulatedService } from '../../../lib/rehearsal/aws/service';
import { ssmService } from '../../../lib/rehearsal/aws/ssm/ssm-service';
import { statesService, StatesService } from '../../../lib/rehearsal/aws/states/states-service';
import { WireServer } from '../../../lib/rehearsal/aws/wire/server';
import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';
import { WorkerOutcome } from '../../../lib/rehearsal/lambda/function-worker';
import { MODEL, T0 } from '../../core/ledger/ledgers';
import { World } from '../../handlers/world/world';
import { createRole } from '../../rehearsal/aws/iam/roles';
import { clientConfig } from '../../rehearsal/aws/wire/sdk';
import { HeldExecutions } from './held-executions';

export const CALLER = 'arn:aws:iam::123456789012:user/ada';
export const STATE_MACHINE = `arn:aws:states:eu-west-1:123456789012:stateMachine:${MODEL}-release`;
const TRAFFIC_FUNCTION = `${MODEL}-traffic`;

/** What a command printed, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly output: string;
}

/** An operator at a terminal, with a deployed model in an emulated account that is reached over the wire. */
export class Operator {
  readonly clock = new VirtualClock(Date.parse(T0));
  readonly account = new EmulatedAccount({ clock: this.clock });
  readonly runs = new HeldExecutions();
  readonly states: StatesService = statesService(this.account, { runner: this.runs });
  /** The load balancer behind the traffic function. */
  readonly world = new World();
  /** What the traffic function answers instead of its own code's result. */
  trafficOutcome: WorkerOutcome | undefined;
  now = new Date(T0);
  /** Happens while a command sleeps, in order; the clock goes on by the time slept. */
  readonly meanwhile: (() => void | Promise<void>)[] = [];
  private readonly lines: string[] = [];
  private dynamodb!: DynamoDBClient;
  private server!: WireServer;
  store!: LedgerStore;

  static async start(): Promise<Operator> {
    const operator = new Operator();
    await operator.deploy();
    return operator;
  }

  async close(): Promise<void> {
    this.runs.endAll();
    await this.states.executions.idle();
    this.dynamodb.destroy();
    await this.server.close();
    this.clock.stop();
  }

  get endpoint(): string {
    return this.server.endpoint;
  }

  /** Runs `bluegreen …` against the emulated account. Rejects with the error that the command line prints. */
  async run(...args: string[]): Promise<Ran> {
    return this.runBare(...args, '--region', 'eu-west-1', '--endpoint-url', this.endpoint);
  }

  async runBare(...args: string[]): Promise<Ran> {
    this.lines.length = 0;
    process.exitCode = 0;
    const commands = [statusCommand, historyCommand, releaseCommand, approveCommand, abortCommand, rollbackCommand];
    const program = new Command('bluegreen');
    const made = [...commands.map((command) => command(this.terminal)), ...wishCommands(this.terminal)];
    for (const command of made) program.addCommand(silent(command));
    try {
      await program.parseAsync(args, { from: 'user' });
      return { code: Number(process.exitCode), output: this.lines.join('\n') };
    } finally {
      process.exitCode = 0;
    }
  }

  /** Writes a ledger as it is. */
  async setLedger(ledger: Ledger): Promise<void> {
    await this.store.update((current) => ({
      kind: 'changed',
      ledger: { ...ledger, revision: current.revision },
      decision: { releaseId: 'test', kind: 'test', at: T0, reason: '', evidence: {} },
    }));
    const weights = ledger.weights;
    if (weights.blue + weights.green > 0) this.world.setWeights(weights);
  }

  /** Carries commands out as the handlers do, each a second after the one before, with their history. */
  async carryOut(commands: readonly LedgerCommand[]): Promise<void> {
    for (const command of commands) {
      this.now = new Date(this.now.getTime() + 1000);
      await this.store.apply(command);
    }
  }

  async startExecution(name: string): Promise<string> {
    const { executionArn } = await this.account.call('states', 'StartExecution', {
      stateMachineArn: STATE_MACHINE,
      name,
    });
    return executionArn as string;
  }

  /** Names of the operations that reached a service, in order. */
  calls(service: string): readonly string[] {
    return this.account.journal.filter((entry) => entry.service === service).map(({ operation }) => operation);
  }

  private readonly terminal: Terminal = {
    print: (text) => void this.lines.push(text),
    now: () => this.now,
    sleep: async (ms) => {
      this.now = new Date(this.now.getTime() + ms);
      await this.meanwhile.shift()?.();
    },
    colors: pc.createColors(false),
  };

  private async deploy(): Promise<void> {
    const services = [ssmService(), dynamoDbService(), this.states, lambdaService(this.account, this), stsService()];
    for (const service of services) this.account.register(service);
    this.server = await WireServer.start(this.account);
    this.dynamodb = new DynamoDBClient(clientConfig(this.account, this.server));
    this.store = new LedgerStore(this.dynamodb, 'ledger', MODEL, () => this.now);
    process.env.AWS_ACCESS_KEY_ID = REHEARSAL_ACCESS_KEY;
    process.env.AWS_SECRET_ACCESS_KEY = 'unused';
    await this.createTable();
    await this.createFunction();
    await this.createStateMachine();
    await this.putParameter(
      JSON.stringify({ stateMachineArn: STATE_MACHINE, ledgerTable: 'ledger', trafficFunctionName: TRAFFIC_FUNCTION }),
    );
  }

  async putParameter(Value: string, modelName = MODEL): Promise<void> {
    const Name = Names.parameter(modelName);
    await this.account.call('ssm', 'PutParameter', { Name, Value, Type: 'String', Overwrite: true });
  }

  private async createTable(): Promise<void> {
    const keys = ['pk', 'sk'];
    await this.account.call('dynamodb', 'CreateTable', {
      TableName: 'ledger',
      KeySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      BillingMode: 'PAY_PER_REQUEST',
    });
  }

  private async createFunction(): Promise<void> {
    await this.account.call('lambda', 'CreateFunction', {
      FunctionName: TRAFFIC_FUNCTION,
      Role: await createRole(this.account, 'traffic', 'lambda.amazonaws.com'),
      Runtime: 'nodejs22.x',
      Handler: 'traffic.handler',
      Code: { S3Bucket: 'local-disk', S3Key: __dirname },
    });
  }

  private async createStateMachine(): Promise<void> {
    await this.account.call('states', 'CreateStateMachine', {
      name: Names.stateMachine(MODEL),
      definition: '{}',
      roleArn: await createRole(this.account, 'workflow', 'states.amazonaws.com'),
    });
  }

  /** The traffic function: its real handler, with the account's ledger and the world's load balancer. */
  async invoke(_configuration: unknown, payload: string): Promise<WorkerOutcome> {
    if (this.trafficOutcome !== undefined) return this.trafficOutcome;
    const handler = makeHandler({
      clients: { ...this.world.clients(), dynamodb: this.dynamodb },
      now: () => this.now,
      env: { ...this.world.env, [Env.LEDGER_TABLE]: 'ledger' },
    });
    return { ok: true, payload: JSON.stringify(await handler(JSON.parse(payload))) };
  }

  async retire(): Promise<void> {}
}

function silent(command: Command): Command {
  return command.exitOverride().configureOutput({ writeErr: () => undefined });
}

function stsService(): EmulatedService {
  return {
    signingName: 'sts',
    protocol: 'query',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    operations: {
      GetCallerIdentity: {
        authorize: () => [],
        handle: () => ({ Arn: CALLER, Account: '123456789012', UserId: 'AIDAADA' }),
      },
    },
  };
}
