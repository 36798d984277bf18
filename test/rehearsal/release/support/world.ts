import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  ApprovalAnswer,
  CustomResourceType,
  EnvironmentName,
  ENVIRONMENTS,
  Names,
  Phase,
  ReleaseInput,
  ReturnInput,
  Weights,
} from '../../../../lib/contract';
import { requestOf } from '../../../../lib/core/approval';
import { ActiveRelease, Ledger } from '../../../../lib/core/ledger/ledger';
import { Decision } from '../../../../lib/core/ledger/transition';
import { WishKind } from '../../../../lib/core/operator-wishes';
import { LedgerStore } from '../../../../lib/handlers/shared/ledger-store';
import { JournalEntry } from '../../../../lib/rehearsal/aws/account';
import { RouteGroup } from '../../../../lib/rehearsal/aws/routing';
import { itemsWritten } from '../../../../lib/rehearsal/aws/dynamodb/items-written';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { DeployResult, StackResource } from '../../../../lib/rehearsal/deploy';
import { Network } from '../../../../lib/rehearsal/network';
import { HostingName } from '../../../../lib/rehearsal/run/declared-model';
import { ModelView } from '../../../../lib/rehearsal/run/model-view';
import { Stage } from '../../../../lib/rehearsal/stage';
import { SyntheticTraffic, VersionProfile } from '../../../../lib/rehearsal/traffic/synthetic';
import { AppVariant, MODEL, STACK } from './app/app-variant';
import { assemblyOf } from './assemblies';
import { ModelTasks } from './model-tasks';
import { steadyProbe } from './steady-probe';
import { Witness } from './witness';

const START = Date.UTC(2026, 0, 5, 9);
const MINUTE_MS = 60_000;
/** The longest release of these tests is over after two virtual hours. */
const PATIENCE_MS = 6 * 60 * MINUTE_MS;

/** Of a model with a cohort, of all requests. */
const COHORT_SHARE = 0.1;

export const GOOD: VersionProfile = { errorRate: 0, p50Ms: 20, p99Ms: 80 };

/** All that a release changes, on one page. */
export interface Facts {
  /** Version and environment that the ledger calls live. */
  readonly live: string;
  /** Of the routing table. */
  readonly weights: Weights;
  readonly desired: Weights;
  /** Phase of the release that holds the lock. */
  readonly lock: Phase | 'free';
}

interface DescribedVariant {
  readonly VariantName: string;
  readonly CurrentWeight: number;
  readonly DesiredInstanceCount: number;
}

export interface DeployChoices {
  readonly failDeployAt?: RegExp;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A deployed model in an emulated account on a virtual clock. Time only jumps inside `run` and what is built on it. */
export class World {
  /** How versions behave in production traffic; `GOOD` when not listed. */
  readonly profiles = new Map<string, VersionProfile>();
  /** Minutes in which the load balancer itself refused requests of production. */
  unanswered = 0;
  private traffic: SyntheticTraffic | undefined;

  /** Works under way that need time. */
  private working = 0;

  private constructor(
    readonly stage: Stage,
    readonly clock: VirtualClock,
    readonly tasks: ModelTasks,
    private resume: () => void,
  ) {}

  static async open(): Promise<World> {
    const clock = new VirtualClock(START);
    const network = new Network();
    const tasks = new ModelTasks(network);
    const stage = await Stage.open({ clock, network, tasks, seed: 7, probe: steadyProbe(network, tasks) });
    return new World(stage, clock, tasks, clock.hold());
  }

  /** A world in which a version is live, its release over and traffic on it. */
  static async live(variant: AppVariant, requestsPerMinute = 600): Promise<World> {
    const world = await World.open();
    const deploy = await world.release(variant);
    if (!deploy.succeeded) throw new Error(`the first deployment failed: ${deploy.status}: ${deploy.reason}`);
    world.startTraffic(requestsPerMinute);
    await world.pass(5);
    return world;
  }

  async close(): Promise<void> {
    this.traffic?.stop();
    this.resume();
    await this.stage.close();
  }

  /** Lets virtual time run while the work is done, or several at once; before and after it stands (almost) still. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.working++ === 0) this.resume();
    try {
      return await work();
    } finally {
      if (--this.working === 0) this.resume = this.clock.hold();
    }
  }

  pass(minutes: number): Promise<void> {
    return this.run(() => this.clock.sleep(minutes * MINUTE_MS));
  }

  /** Deploys, and waits for CloudFormation's end of it. */
  deploy(variant: AppVariant, choices: DeployChoices = {}): Promise<DeployResult> {
    const assembly = assemblyOf(variant);
    return this.run(() => this.stage.engine.deploy({ assembly, stackName: STACK, ...choices }));
  }

  /** Deploys, and waits until the release has retired what it had to. */
  async release(variant: AppVariant, choices: DeployChoices = {}): Promise<DeployResult> {
    const result = await this.deploy(variant, choices);
    await this.quiet();
    return result;
  }

  destroy(): Promise<DeployResult> {
    return this.run(() => this.stage.engine.destroy(STACK));
  }

  /** Resolves when no release holds the lock and no execution runs. */
  quiet(): Promise<void> {
    return this.until('no release runs', async () => {
      const executions = this.stage.states.executions.all;
      return executions.every(({ status }) => status !== 'RUNNING') && (await this.ledger()).release === undefined;
    });
  }

  untilPhase(phase: Phase): Promise<void> {
    return this.until(`phase ${phase}`, async () => (await this.ledger()).release?.phase === phase);
  }

  /** Looks every five virtual seconds. */
  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const deadline = this.clock.now() + PATIENCE_MS;
    await this.run(async () => {
      while (!(await holds())) {
        if (this.clock.now() > deadline) throw new Error(`waited in vain until ${what}`);
        await this.clock.sleep(5000);
      }
    });
  }

  /** Acts once, when a release has just entered the phase and its function has no answer to that yet. */
  atPhase(phase: Phase, act: (ledger: Ledger) => Promise<void>): void {
    this.atRelease((release) => release.phase === phase, act);
  }

  /** Acts once, when it was just written that traffic is about to move: the rule changes next. */
  atShift(act: (ledger: Ledger) => Promise<void>): void {
    this.atRelease(({ phase, trafficMayHaveMoved }) => phase === 'shifting' && trafficMayHaveMoved, act);
  }

  /** Acts once, when all traffic was just read back on the stable side. */
  atRestored(act: (ledger: Ledger) => Promise<void>): void {
    this.atRelease(({ trafficRestoredAt }) => trafficRestoredAt !== undefined, act);
  }

  /** Acts once, when the verdict of a check was just written. */
  atVerdict(name: string, act: (ledger: Ledger) => Promise<void>): void {
    this.atRelease(({ verdicts }) => verdicts.some(({ check }) => check === name), act);
  }

  /** Acts once, when a look in this phase that lets the release go on was just recorded for the nth time. */
  atDone(phase: Phase, nth: number, act: () => Promise<void>): void {
    let seen = 0;
    const observe = async (entry: JournalEntry) => {
      const looks = itemsWritten(entry).filter(({ sk }) => /^EVENT#.*#look/.test(String(sk?.S)));
      const isDone = looks.some(({ document }) => {
        const { reason, evidence } = JSON.parse(document.S as string) as Decision;
        return reason.startsWith('done: ') && evidence.phase === phase;
      });
      if (entry.error !== undefined || !isDone || ++seen < nth) return;
      this.stage.account.observers.delete(observe);
      await act();
    };
    this.stage.account.observers.add(observe);
  }

  private atRelease(matches: (release: ActiveRelease) => boolean, act: (ledger: Ledger) => Promise<void>): void {
    const observe = async (entry: JournalEntry) => {
      const item = itemsWritten(entry).find(({ sk }) => sk?.S === 'LEDGER');
      if (entry.error !== undefined || item === undefined) return;
      const ledger = JSON.parse(item.document.S as string) as Ledger;
      if (ledger.release === undefined || !matches(ledger.release)) return;
      this.stage.account.observers.delete(observe);
      await act(ledger);
    };
    this.stage.account.observers.add(observe);
  }

  /** Sets an alarm's state, as its metrics would; without data it stays until somebody sets it again. */
  async setAlarm(AlarmName: string, StateValue: 'OK' | 'ALARM'): Promise<void> {
    await this.call('monitoring', 'SetAlarmState', { AlarmName, StateValue, StateReason: 'a test' });
  }

  /** `bluegreen abort`. */
  async abort(reason = 'a test'): Promise<void> {
    await this.store.apply({ kind: 'request-abort', reason, by: 'ada' });
  }

  /** `bluegreen pause`, `resume`, `promote-full` and `skip`. */
  async wish(kind: WishKind, reason = 'a test'): Promise<void> {
    const { release } = await this.ledger();
    if (release === undefined) throw new Error(`no release runs that somebody could ${kind}`);
    await this.store.apply({ kind: 'wish', wish: kind, releaseId: release.releaseId, reason, by: 'ada' });
  }

  /** Acts once, when a step was just read back. */
  atStep(stepIndex: number, act: (ledger: Ledger) => Promise<void>): void {
    this.atRelease((release) => release.stepIndex === stepIndex && release.stepSince !== undefined, act);
  }

  /** `bluegreen approve`, or with `decline` the opposite. */
  async answer(decision: ApprovalAnswer['decision'], check = 'approval'): Promise<void> {
    const { release } = await this.ledger();
    if (release === undefined) throw new Error('no release waits for an answer');
    const at = new Date(this.clock.now()).toISOString();
    const question = { releaseId: release.releaseId, check, askedAt: askedAt(release, check) };
    await this.store.answerApproval(question, { decision, by: 'ada', reason: 'a test', at });
  }

  /** `bluegreen rollback`, with `from` to leave that version only. */
  async rollBack(reason = 'a test', from?: string): Promise<void> {
    const Payload = Buffer.from(JSON.stringify({ action: 'emergency', reason, requestedBy: 'ada', from }));
    const FunctionName = this.physicalId('AWS::Lambda::Function', 'TrafficFunction');
    await this.run(() => this.call('lambda', 'Invoke', { FunctionName, Payload }));
  }

  /** Starts the state machine as a pipeline does. */
  async start(name: string, input: ReleaseInput | ReturnInput): Promise<string> {
    const stateMachineArn = this.physicalId('AWS::StepFunctions::StateMachine', 'Workflow');
    const answer = await this.call('states', 'StartExecution', { stateMachineArn, name, input: JSON.stringify(input) });
    return answer.executionArn as string;
  }

  /** How an execution stands, by its ARN. */
  execution(arn: string) {
    return this.stage.states.executions.get(arn);
  }

  /** Decisions of a release, oldest first. */
  async decisions(releaseId: string): Promise<readonly Decision[]> {
    const answer = await this.call('dynamodb', 'Query', {
      TableName: this.physicalId('AWS::DynamoDB::Table'),
      KeyConditionExpression: 'pk = :model AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':model': { S: MODEL }, ':prefix': { S: `EVENT#${releaseId}#` } },
    });
    return (answer.Items as { document: { S: string } }[]).map(({ document }) => JSON.parse(document.S) as Decision);
  }

  ledger(): Promise<Ledger> {
    return this.model.ledger();
  }

  async facts(): Promise<Facts> {
    const { live, release } = await this.ledger();
    return {
      live: live === undefined ? 'none' : `${live.version} in ${live.environment}`,
      weights: await this.weights(),
      desired: await this.desiredCounts(),
      lock: release?.phase ?? 'free',
    };
  }

  /** A witness of all that happens from now on. */
  witness(): Witness {
    const since = { journal: this.stage.account.journal.length, deliveries: this.stage.sns.deliveries.length };
    return new Witness(this.stage, this.model, this.resources, since);
  }

  /** As the functions know it now: a deploy may have changed the rule. */
  get model(): ModelView {
    return ModelView.find(this.stage.account, this.resources);
  }

  get resources(): readonly StackResource[] {
    return [...this.stage.engine.resources(STACK).values()];
  }

  physicalId(type: string, part = ''): string {
    const found = this.resources.find(
      ({ definition, logicalId }) => definition.Type === type && logicalId.includes(part),
    );
    if (found === undefined) throw new Error(`the stack has no ${type} with "${part}" in its logical id`);
    return found.physicalId;
  }

  call(service: string, operation: string, input: unknown): Promise<any> {
    return this.stage.account.call(service, operation, input);
  }

  /** Production traffic from now on, to the rule that the functions know now: callers do not follow it to another listener. */
  startTraffic(requestsPerMinute = 600): void {
    this.traffic?.stop();
    const { stage, clock } = this;
    this.traffic = new SyntheticTraffic({
      clock,
      routing: stage.elb,
      ingest: (data) => {
        if (data.metricName === 'HTTPCode_ELB_5XX_Count') this.unanswered += data.values.length;
        stage.cloudwatch.ingest(data);
      },
      ruleArn: () => this.productionRuleArn(),
      cohort: { ruleArn: () => this.cohortRuleArn(), share: COHORT_SHARE },
      requestsPerMinute,
      profile: (group) => this.profiles.get(this.versionBehind(group) ?? '') ?? GOOD,
      seed: 11,
      publishDelayMs: MINUTE_MS,
    });
  }

  /** Version that answers what a target group gets: its tasks', or behind gateways that of the environment's endpoint. */
  private versionBehind({ targetGroupArn, targets }: RouteGroup): string | undefined {
    const environment = this.model.environmentOfGroup(targetGroupArn);
    const ofEndpoint =
      environment === undefined ? undefined : this.tasks.versionOfService(Names.endpoint(MODEL, environment));
    return ofEndpoint ?? this.tasks.versionAt(targets[0].ip);
  }

  /** As it is now: a deploy may move it to another listener, and it goes with the stack. */
  private productionRuleArn(): string {
    return this.resources.find(({ definition }) => definition.Type === 'Custom::ProductionRoute')?.physicalId ?? 'none';
  }

  private cohortRuleArn(): string | undefined {
    const hasTraffic = this.resources.some(({ logicalId }) => logicalId.includes('TrafficFunction'));
    return hasTraffic ? this.model.cohortRuleArn : undefined;
  }

  private get store(): LedgerStore {
    const send = (command: { input: unknown }) =>
      this.call('dynamodb', command.constructor.name.replace(/Command$/, ''), command.input);
    const client = { send } as unknown as Pick<DynamoDBClient, 'send'>;
    return new LedgerStore(
      client,
      this.physicalId('AWS::DynamoDB::Table', 'Ledger'),
      MODEL,
      () => new Date(this.clock.now()),
    );
  }

  /** Of the rule, or of the variants of the one endpoint. */
  private async weights(): Promise<Weights> {
    const { endpointName } = this.model;
    if (endpointName === undefined) return this.model.weights(this.stage.elb.current());
    const variants = await this.variants(endpointName);
    const sum = variants.reduce((total, { CurrentWeight }) => total + CurrentWeight, 0);
    const share = (name: EnvironmentName) =>
      (100 * (variants.find(({ VariantName }) => VariantName === name)?.CurrentWeight ?? 0)) / (sum || 1);
    return { blue: share('blue'), green: share('green') };
  }

  /** None when there is no endpoint. */
  private async variants(EndpointName: string): Promise<readonly DescribedVariant[]> {
    try {
      return (await this.call('sagemaker', 'DescribeEndpoint', { EndpointName })).ProductionVariants ?? [];
    } catch (error) {
      if (/Could not find/.test((error as Error).message)) return [];
      throw error;
    }
  }

  private async desiredCounts(): Promise<Weights> {
    const { endpointName } = this.model;
    if (endpointName !== undefined) {
      const variants = await this.variants(endpointName);
      const count = (name: EnvironmentName) =>
        variants.find(({ VariantName }) => VariantName === name)?.DesiredInstanceCount ?? 0;
      return { blue: count('blue'), green: count('green') };
    }
    if (this.hosting === 'sagemaker')
      return { blue: await this.instancesOf('blue'), green: await this.instancesOf('green') };
    const cluster = this.physicalId('AWS::ECS::Cluster');
    const services = ENVIRONMENTS.map((environment) => Names.service(MODEL, environment));
    const answer = await this.call('ecs', 'DescribeServices', { cluster, services });
    const [blue, green] = (answer.services as { desiredCount: number }[]).map(({ desiredCount }) => desiredCount);
    return { blue, green };
  }

  /** 0 when the environment has no endpoint. */
  private async instancesOf(environment: EnvironmentName): Promise<number> {
    try {
      const EndpointName = Names.endpoint(MODEL, environment);
      const { ProductionVariants } = await this.call('sagemaker', 'DescribeEndpoint', { EndpointName });
      return (ProductionVariants as { DesiredInstanceCount: number }[])[0].DesiredInstanceCount;
    } catch (error) {
      if (/Could not find/.test((error as Error).message)) return 0;
      throw error;
    }
  }

  private get hosting(): HostingName {
    return this.resources.some(({ definition }) => definition.Type === CustomResourceType.SAGEMAKER_ENVIRONMENTS)
      ? 'sagemaker'
      : 'ecs';
  }
}

function askedAt({ verdicts }: ActiveRelease, name: string): string {
  const verdict = verdicts.find(({ check }) => check === name);
  if (verdict === undefined) throw new Error(`nobody was asked for "${name}"`);
  return requestOf(verdict).askedAt;
}
