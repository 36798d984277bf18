import { EnvironmentName, ENVIRONMENTS, Names, Phase, ReleaseEventDetail, ReleaseInput, Weights } from '../../../../lib/contract';
import { Ledger } from '../../../../lib/core/ledger/ledger';
import { JournalEntry } from '../../../../lib/rehearsal/aws/account';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { DeployResult } from '../../../../lib/rehearsal/deploy';
import { Network } from '../../../../lib/rehearsal/network';
import { ModelView } from '../../../../lib/rehearsal/run/model-view';
import { Stage } from '../../../../lib/rehearsal/stage';
import { SyntheticTraffic, VersionProfile } from '../../../../lib/rehearsal/traffic/synthetic';
import { AppVariant, MODEL, STACK } from './app-variant';
import { assemblyOf } from './assemblies';
import { ModelTasks } from './model-tasks';

const START = Date.UTC(2026, 0, 5, 9);
const MINUTE_MS = 60_000;
/** The longest release of these tests is over after two virtual hours. */
const PATIENCE_MS = 6 * 60 * MINUTE_MS;

export const GOOD: VersionProfile = { errorRate: 0, p50Ms: 20, p99Ms: 80 };

/** What is left of a deployment when nothing moves: the whole state that a release may change. */
export interface Facts {
  /** Version and environment that the ledger calls live. */
  readonly live: string;
  readonly weights: Weights;
  readonly desired: Weights;
  /** Phase of the release that holds the lock. */
  readonly lock: Phase | 'free';
}

/** A deployed model in an emulated account on a virtual clock. Time only passes inside `run` and what is built on it. */
export class World {
  readonly profiles = new Map<string, VersionProfile>();
  private model!: ModelView;
  private traffic: SyntheticTraffic | undefined;
  private entries: ReadonlyMap<string, string> = new Map();

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
    const stage = await Stage.open({ clock, network, tasks, seed: 7 });
    return new World(stage, clock, tasks, clock.hold());
  }

  /** A world in which a version is live, its release over and traffic on it. */
  static async live(variant: AppVariant): Promise<World> {
    const world = await World.open();
    const deploy = await world.deploy(variant);
    if (!deploy.succeeded) throw new Error(`the first deployment failed: ${deploy.status}: ${deploy.reason}`);
    await world.quiet();
    world.startTraffic();
    await world.pass(5);
    return world;
  }

  async close(): Promise<void> {
    this.traffic?.stop();
    this.resume();
    await this.stage.close();
  }

  /** Lets virtual time run while the work is done; before and after it stands (almost) still. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.resume();
    try {
      return await work();
    } finally {
      this.resume = this.clock.hold();
    }
  }

  pass(minutes: number): Promise<void> {
    return this.run(() => this.clock.sleep(minutes * MINUTE_MS));
  }

  /** Deploys, and waits for CloudFormation's end of it. */
  async deploy(variant: AppVariant, options: { readonly failDeployAt?: RegExp; readonly tags?: Record<string, string> } = {}): Promise<DeployResult> {
    const assembly = await assemblyOf(variant);
    return this.run(async () => {
      const result = await this.stage.engine.deploy({ assembly, stackName: STACK, ...options });
      this.look();
      return result;
    });
  }

  /** Deploys, and waits until the release has retired what it had to. */
  async release(variant: AppVariant): Promise<DeployResult> {
    const result = await this.deploy(variant);
    await this.quiet();
    return result;
  }

  destroy(): Promise<DeployResult> {
    return this.run(() => this.stage.engine.destroy(STACK));
  }

  /** Resolves when no release holds the lock and no execution runs. */
  quiet(): Promise<void> {
    return this.until('the lock is free', async () => {
      const executions = this.stage.states.executions.all;
      return (await this.ledger()).release === undefined && executions.every(({ status }) => status !== 'RUNNING');
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
        if (this.clock.now() > deadline) throw new Error(`waited in vain for: ${what}`);
        await this.clock.sleep(5000);
      }
    });
  }

  ledger(): Promise<Ledger> {
    return this.model.ledger();
  }

  weights(): Weights {
    return this.model.weights(this.stage.elb.current());
  }

  async facts(): Promise<Facts> {
    const { live, release } = await this.ledger();
    return {
      live: live === undefined ? 'none' : `${live.version} in ${live.environment}`,
      weights: this.weights(),
      desired: await this.desiredCounts(),
      lock: release?.phase ?? 'free',
    };
  }

  async desiredCounts(): Promise<Weights> {
    const services = ENVIRONMENTS.map((environment) => Names.service(MODEL, environment));
    const answer = await this.stage.account.call('ecs', 'DescribeServices', { cluster: this.cluster, services });
    const [blue, green] = (answer.services as { desiredCount: number }[]).map(({ desiredCount }) => desiredCount);
    return { blue, green };
  }

  /** Starts the state machine as a pipeline does. */
  async startExecution(name: string, input: ReleaseInput): Promise<string> {
    const answer = await this.stage.account.call('states', 'StartExecution', {
      stateMachineArn: this.stateMachine,
      name,
      input: JSON.stringify(input),
    });
    return answer.executionArn as string;
  }

  /** Entry (`traffic`, `watch`, …) of a function of the stack by its physical name. */
  entryOf(functionName: string): string | undefined {
    return this.entries.get(functionName);
  }

  /** Entry of the function that made a call; undefined for every other caller. */
  functionOf({ caller }: JournalEntry): string | undefined {
    return caller.kind === 'role' ? this.entryOf(caller.session?.split('@')[0] ?? '') : undefined;
  }

  /** Successful changes of the production rule's action since a place in the journal, with who made them. */
  ruleChanges(since = 0): readonly string[] {
    return this.stage.account.journal
      .slice(since)
      .filter(({ operation, error }) => operation === 'ModifyRule' && error === undefined)
      .filter(({ input }: JournalEntry & { input: any }) => input.Actions !== undefined)
      .map((entry) => `${this.functionOf(entry) ?? entry.caller.kind} ${sharesOf(entry.input, this.model)}`);
  }

  get journalLength(): number {
    return this.stage.account.journal.length;
  }

  /** Phases that EventBridge was told, in order. */
  events(since = 0): readonly string[] {
    return this.stage.account.journal
      .slice(since)
      .filter(({ operation, error }) => operation === 'PutEvents' && error === undefined)
      .flatMap(({ input }: JournalEntry & { input: any }) => input.Entries as { Detail: string }[])
      .map(({ Detail }) => JSON.parse(Detail) as ReleaseEventDetail)
      .map(({ version, phase }) => `${version} ${phase}`);
  }

  /** Phases that subscribers of the topic were told, in order. */
  messages(since = 0): readonly string[] {
    return this.stage.sns.deliveries
      .slice(since)
      .map(({ message }) => JSON.parse(message) as Partial<ReleaseEventDetail>)
      .filter(({ phase }) => phase !== undefined)
      .map(({ version, phase }) => `${version} ${phase}`);
  }

  get executions(): readonly string[] {
    return this.stage.states.executions.all.map(({ name, status }) => `${name} ${status}`);
  }

  environmentOf(targetGroupArn: string): EnvironmentName | undefined {
    return this.model.environmentOfGroup(targetGroupArn);
  }

  get ruleArn(): string {
    return this.model.ruleArn;
  }

  physicalId(type: string): string {
    const found = [...this.stage.engine.resources(STACK).values()].find(({ definition }) => definition.Type === type);
    if (found === undefined) throw new Error(`the stack has no ${type}`);
    return found.physicalId;
  }

  private get cluster(): string {
    return this.physicalId('AWS::ECS::Cluster');
  }

  private get stateMachine(): string {
    return this.physicalId('AWS::StepFunctions::StateMachine');
  }

  /** Learns the names of what was deployed. */
  private look(): void {
    const resources = [...this.stage.engine.resources(STACK).values()];
    if (resources.length === 0) return;
    const functions = resources.filter(({ definition }) => definition.Type === 'AWS::Lambda::Function');
    this.entries = new Map(
      functions.map(({ physicalId, properties }) => [physicalId, String(properties.Handler).split('.')[0]]),
    );
    this.model = ModelView.find(this.stage.account, resources);
  }

  private startTraffic(): void {
    this.traffic = new SyntheticTraffic({
      clock: this.clock,
      routing: this.stage.elb,
      ingest: this.stage.cloudwatch.ingest.bind(this.stage.cloudwatch),
      ruleArn: this.ruleArn,
      requestsPerMinute: 600,
      profile: ({ targets }) => this.profiles.get(this.tasks.versionAt(targets[0].ip) ?? '') ?? GOOD,
      seed: 11,
      publishDelayMs: MINUTE_MS,
    });
  }
}

function sharesOf(input: any, model: ModelView): string {
  const groups: { TargetGroupArn: string; Weight?: number }[] = input.Actions[0].ForwardConfig?.TargetGroups ?? [];
  if (groups.length === 0) return input.Actions[0].Type as string;
  return groups.map(({ TargetGroupArn, Weight }) => `${model.environmentOfGroup(TargetGroupArn)} ${Weight ?? 1}`).join(' ');
}
