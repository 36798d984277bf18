import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { allOn, Env, EnvironmentName, GATEWAY_NAMESPACE, Weights } from '../../../lib/contract';
import { emptyLedger, Ledger } from '../../../lib/core/ledger/ledger';
import { notLiveYet, RuleAction, forwardToBoth, forwardToOnly } from '../../../lib/core/traffic/rule-action';
import { readWeights, sameSplit } from '../../../lib/core/traffic/weights';
import { MODEL, PLAN, T0 } from '../../core/ledger/ledgers';
import { awsError, fakeClient, Gate, OPEN, Operations } from './calls';
import { FakeEcs } from './ecs';
import { FakeFreeze } from './freeze';
import { FakeGateways, GATEWAY_SETTINGS } from './gateways';
import { metricData, Traffic } from './metrics';
import { CANDIDATE_CONFIG, FakeSageMaker } from './sagemaker';

const ELB = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333';
export const GROUPS = { blue: `${ELB}:targetgroup/blue/1`, green: `${ELB}:targetgroup/green/2` };
export const RULE = `${ELB}:listener-rule/app/models/3/4/5`;
export const COHORT_RULE = `${ELB}:listener-rule/app/models/3/4/6`;
export const STATE_MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:fraud-release';

/** Everything outside the handlers, in memory: what their tests look at afterwards. */
export class World {
  readonly items = new Map<string, any>();
  actions: RuleAction[];
  /** Of the cohort's rule; undefined: there is none. */
  cohortActions: RuleAction[] | undefined;
  readonly healthy: Record<EnvironmentName, number> = { blue: 2, green: 2 };
  /** Registered targets that are not healthy yet. */
  readonly starting: Record<EnvironmentName, number> = { blue: 0, green: 0 };
  readonly alarms: Record<string, string> = {};
  /** Alarms whose actions are off. */
  readonly disabledAlarms: string[] = [];
  /** When all alarms came into their state. */
  alarmsSince: Date | undefined;
  /** What the metrics say of each minute of the side that takes traffic. */
  traffic: Traffic = { requests: 600, errors: 0, refused: 0, p99: 0.08 };
  readonly ecs = new FakeEcs(MODEL);
  readonly sageMaker = new FakeSageMaker(MODEL);
  readonly gateways = new FakeGateways();
  readonly freeze = new FakeFreeze();
  readonly executions: Record<string, string> = {};
  readonly started: { name: string; input: unknown }[] = [];
  readonly stopped: string[] = [];
  /** Inputs of PutMetricData. */
  readonly metrics: any[] = [];
  readonly published: any[] = [];
  readonly events: any[] = [];
  readonly answers: { url: string; body: any }[] = [];
  stackStatus = 'UPDATE_IN_PROGRESS';
  /** Every call that was carried out, in order. */
  readonly calls: string[] = [];
  /** Thrown by the named operation instead of an answer, until removed. */
  readonly failures: Record<string, Error> = {};
  time = new Date(T0);

  constructor(ledger?: Ledger) {
    if (ledger !== undefined) this.setLedger(ledger);
    const live = ledger?.live?.environment;
    this.actions = [live === undefined ? notLiveYet(MODEL) : forwardToOnly(GROUPS, live)];
    // As a rollback left it: the rule lists one group only, unless traffic is elsewhere by now.
    const initial = live === undefined ? { blue: 0, green: 0 } : allOn(live);
    if (ledger !== undefined && !sameSplit(ledger.weights, initial)) this.setWeights(ledger.weights);
  }

  readonly env = {
    [Env.MODEL_NAME]: MODEL,
    [Env.LEDGER_TABLE]: 'ledger',
    [Env.TOPIC_ARN]: 'arn:topic',
    [Env.EVENT_BUS_NAME]: 'default',
    [Env.STATE_MACHINE_ARN]: STATE_MACHINE,
    [Env.CANDIDATE]: CANDIDATE_CONFIG,
    [Env.CLUSTER]: 'arn:aws:ecs:eu-west-1:111122223333:cluster/models',
    [Env.TARGET_GROUPS]: JSON.stringify(GROUPS),
    [Env.PRODUCTION_RULE_ARN]: RULE,
    [Env.TEST_ENDPOINT]: 'http://internal.test:9001',
    [Env.ALARM_NAMES]: JSON.stringify({
      blue: ['fraud-blue-errors'],
      green: ['fraud-green-errors'],
      added: ['business'],
    }),
    [Env.OWN_ALARM_NAMES]: JSON.stringify({
      blue: ['fraud-blue-errors', 'fraud-blue-quality-auc'],
      green: ['fraud-green-errors', 'fraud-green-quality-auc'],
    }),
    [Env.SCALING]: JSON.stringify({ minCapacity: 2, maxCapacity: 10, targetCpuPercent: 50 }),
    [Env.PLAN]: JSON.stringify(PLAN),
    [Env.GATEWAY_SETTINGS_PARAMETER]: GATEWAY_SETTINGS,
  };

  readonly now = (): Date => this.time;

  /** Clients of one invocation, with its gate around every call. */
  clients(gate: Gate = OPEN) {
    const client = <Client>(operations: Operations) =>
      fakeClient<Client>(this.withFailures(operations), this.calls, gate);
    return {
      dynamodb: client<any>(this.dynamoOperations),
      elb: client<any>(this.elbOperations),
      cloudwatch: client<any>({
        DescribeAlarms: (input) => this.describeAlarms(input),
        GetMetricData: (input) => this.getMetricData(input),
        PutMetricData: (input) => (this.metrics.push(input), {}),
      }),
      ssm: client<any>({ ...this.gateways.parameterOperations, ...this.freeze.operations(this.gateways) }),
      ecs: client<any>(this.ecs.operations),
      autoScaling: client<any>(this.ecs.scalingOperations),
      sageMaker: client<any>(this.sageMaker.operations),
      sageMakerRuntime: client<any>({}),
      featureStore: client<any>({}),
      sleep: async (milliseconds: number) => {
        this.time = new Date(this.time.getTime() + milliseconds);
        this.sageMaker.timePasses();
      },
      sfn: client<any>(this.sfnOperations),
      sns: client<any>({ Publish: ({ Message }) => (this.published.push(JSON.parse(Message)), { MessageId: 'm' }) }),
      events: client<any>({
        PutEvents: ({ Entries }) => (this.events.push(...Entries), { FailedEntryCount: 0, Entries: [{}] }),
      }),
      cloudformation: client<any>({ DescribeStacks: () => ({ Stacks: [{ StackStatus: this.stackStatus }] }) }),
      put: async (url: string, init: { body: string }) => {
        await gate.before('PUT');
        this.answers.push({ url, body: JSON.parse(init.body) });
        await gate.after('PUT');
        return { ok: true, status: 200 };
      },
    };
  }

  deps(gate: Gate = OPEN) {
    return { clients: this.clients(gate), now: this.now, env: this.env };
  }

  get ledger(): Ledger {
    const text = this.items.get('LEDGER')?.document.S;
    return text === undefined ? emptyLedger(MODEL) : (JSON.parse(text) as Ledger);
  }

  setLedger(ledger: Ledger): void {
    const next = { ...ledger, revision: this.ledger.revision + 1 };
    this.items.set('LEDGER', { revision: { N: String(next.revision) }, document: { S: JSON.stringify(next) } });
  }

  get weights(): Weights | undefined {
    return readWeights(this.actions, GROUPS);
  }

  setWeights(weights: Weights): void {
    this.actions = [forwardToBoth(GROUPS, weights)];
  }

  /** Kinds of the decisions in the history, oldest first. */
  get history(): string[] {
    return [...this.items.keys()].filter((key) => key.startsWith('EVENT#')).map((key) => key.split('#')[3]);
  }

  document(key: string): any {
    const text = this.items.get(key)?.document.S;
    return text === undefined ? undefined : JSON.parse(text);
  }

  private withFailures(operations: Operations): Operations {
    const guarded = Object.entries(operations).map(([name, operation]) => [
      name,
      (input: unknown) => {
        if (this.failures[name] !== undefined) throw this.failures[name];
        return operation(input);
      },
    ]);
    return Object.fromEntries(guarded);
  }

  private readonly dynamoOperations: Operations = {
    GetItem: ({ Key, ConsistentRead }) => {
      if (ConsistentRead !== true) throw new Error('the ledger must be read consistently');
      return { Item: this.items.get(Key.sk.S) };
    },
    PutItem: ({ Item, ConditionExpression }) => {
      if (ConditionExpression === 'attribute_not_exists(pk)' && this.items.has(Item.sk.S)) {
        throw awsError('ConditionalCheckFailedException');
      }
      this.items.set(Item.sk.S, Item);
      return {};
    },
    TransactWriteItems: ({ TransactItems }) => {
      const codes = TransactItems.map(({ Put }: any) => (this.isFree(Put) ? 'None' : 'ConditionalCheckFailed'));
      if (codes.some((code: string) => code !== 'None')) {
        const CancellationReasons = codes.map((Code: string) => ({ Code }));
        throw new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
      }
      for (const { Put } of TransactItems) this.items.set(Put.Item.sk.S, Put.Item);
      return {};
    },
  };

  private readonly elbOperations: Operations = {
    DescribeRules: ({ RuleArns }) => {
      const [RuleArn] = RuleArns;
      const Actions = RuleArn === RULE ? this.actions : RuleArn === COHORT_RULE ? this.cohortActions : undefined;
      if (Actions === undefined) throw awsError('RuleNotFoundException');
      return { Rules: [{ RuleArn, Actions }] };
    },
    ModifyRule: ({ RuleArn, Actions }) => {
      if (RuleArn === RULE) this.actions = Actions;
      else if (RuleArn === COHORT_RULE && this.cohortActions !== undefined) this.cohortActions = Actions;
      else throw awsError('RuleNotFoundException');
      return {};
    },
    DescribeTargetHealth: ({ TargetGroupArn }) => {
      const environment = TargetGroupArn === GROUPS.blue ? 'blue' : 'green';
      const targets = (State: string, length: number) => Array.from({ length }, () => ({ TargetHealth: { State } }));
      return {
        TargetHealthDescriptions: [
          ...targets('healthy', this.healthy[environment]),
          ...targets('initial', this.starting[environment]),
          ...targets('draining', 1),
        ],
      };
    },
    DescribeTargetGroups: ({ TargetGroupArns }) => ({
      TargetGroups: [{ TargetGroupArn: TargetGroupArns[0], Protocol: 'HTTP', Port: 8080, TargetType: 'ip' }],
    }),
    DescribeTargetGroupAttributes: () => ({
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }],
    }),
  };

  private readonly sfnOperations: Operations = {
    DescribeExecution: ({ executionArn }) => {
      const status = this.executions[executionArn];
      if (status === undefined) throw awsError('ExecutionDoesNotExist');
      return { status };
    },
    StartExecution: ({ name, input }) => {
      if (this.started.some((known) => known.name === name)) throw awsError('ExecutionAlreadyExists');
      this.started.push({ name, input: JSON.parse(input) });
      return { executionArn: name };
    },
    StopExecution: ({ executionArn }) => (this.stopped.push(executionArn), {}),
  };

  /** The only condition that the handlers set: nobody wrote the item since it was read. */
  private isFree({ Item, ConditionExpression, ExpressionAttributeValues }: any): boolean {
    const stored = this.items.get(Item.sk.S);
    if (ConditionExpression === undefined || stored === undefined) return true;
    return stored.revision?.N === ExpressionAttributeValues[':revision'].N;
  }

  /** Gateways and the load balancer may be asked in one call. */
  private getMetricData(input: any) {
    const isGateways = ({ MetricStat }: any) => MetricStat.Metric.Namespace === GATEWAY_NAMESPACE;
    const ofGateways = input.MetricDataQueries.filter(isGateways);
    const MetricDataQueries = input.MetricDataQueries.filter((query: any) => !isGateways(query));
    if (MetricDataQueries.length === 0) return this.gateways.metricData(input);
    const { MetricDataResults } = metricData({ ...input, MetricDataQueries }, this.traffic);
    return { MetricDataResults: [...MetricDataResults, ...this.gateways.valuesOf(input, ofGateways)] };
  }

  private describeAlarms({ AlarmNames }: { AlarmNames: string[] }) {
    const known = AlarmNames.filter((name) => this.alarms[name] !== 'missing');
    return { MetricAlarms: known.map((AlarmName) => this.alarm(AlarmName)) };
  }

  private alarm(AlarmName: string) {
    const ActionsEnabled = !this.disabledAlarms.includes(AlarmName);
    const StateTransitionedTimestamp = this.alarmsSince;
    return { AlarmName, StateValue: this.alarms[AlarmName] ?? 'OK', ActionsEnabled, StateTransitionedTimestamp };
  }
}
