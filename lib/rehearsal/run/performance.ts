import { join } from 'node:path';
import { EnvironmentName } from '../../contract';
import { Ledger } from '../../core/ledger/ledger';
import { secondsLeft } from '../../core/watch';
import { SwitchableClock } from '../clocks/switchable-clock';
import { Assembly, DeployResult } from '../deploy';
import { stackOf } from '../deploy/assembly';
import { packageRoot } from '../package-root';
import { ProcessTaskRuntime, RehearsalConfig, versionOf } from '../processes';
import { Stage } from '../stage';
import { Load } from '../traffic/load';
import { declaredModel } from './declared-model';
import { endState, permissionFacts, requestTotals, rollbackFacts, switchFacts } from './facts';
import { armFault } from './faults';
import { ModelView } from './model-view';
import { RehearseOptions } from './options';
import { EnvironmentView } from './progress';
import { requireSensible } from './preconditions';
import { RehearsalRecord } from './record';
import { Reporter } from './reporter';
import { serverOutput } from './server-output';
import { Story } from './story';

export interface PerformanceProps {
  readonly stage: Stage;
  readonly clock: SwitchableClock;
  readonly tasks: ProcessTaskRuntime;
  readonly options: RehearseOptions;
  readonly config: RehearsalConfig;
  readonly reporter: Reporter;
  /** Version that runs (or ran) at an address of the emulated VPC. */
  readonly versionOfTask: (ip: string) => string;
}

/** Real milliseconds between two frames of the live view. */
const FRAME_MS = 250;
/** Traffic that runs on the old version before the release begins, real milliseconds. */
const WARM_UP_MS = 1500;
/** Traffic after the release is over, so that the end state serves too, real milliseconds. */
const COOL_DOWN_MS = 500;
/** Lines of the story below the live view. */
const RECENT = 8;
const LOAD = { maxInFlight: 2000, timeoutMs: 10_000, arrivals: 'constant' } as const;

/** One release played on the stage, from the deployed old version to the end of the new one's release. */
export class Performance {
  constructor(private readonly props: PerformanceProps) {}

  /** @param started real time (`performance.now()`) from which the wall time of the record counts */
  async perform(from: Assembly, to: Assembly, started: number): Promise<RehearsalRecord> {
    const { stage, clock, options, reporter } = this.props;
    const stackName = this.stackName(from);
    const declared = declaredModel(stackOf(to, stackName).template, options.model);
    requireSensible(options, declared, stage.account);
    const virtualStart = clock.now();
    await this.deployFirst(from, stackName);
    const model = ModelView.find(stage.account, stage.engine.resources(stackName).values(), declared.name);
    await this.untilQuiet(model);
    reporter.note(`${model.name} ${options.from} is live; releasing ${options.to} under ${options.rps} requests/s`);

    clock.run(options.speed);
    const story = await this.watchStory(model);
    const load = this.startLoad(model);
    await realTime(WARM_UP_MS);
    this.armFault(model, story, stackName);
    const frames = setInterval(() => this.frame(model, story, started), FRAME_MS);
    try {
      const deploy = await stage.engine.deploy({ assembly: to, stackName });
      story.tell('deploy', `${deploy.status}${deploy.succeeded ? '' : ': the release did not go through'}`);
      await this.untilQuiet(model);
      await realTime(COOL_DOWN_MS);
      const summary = await load.stop();
      this.frame(model, story, started);
      return await this.record({ model, story, deploy, summary, started, virtualStart });
    } finally {
      clearInterval(frames);
      await load.stop();
    }
  }

  private stackName(assembly: Assembly): string {
    const { stack } = this.props.options;
    const names = assembly.stacks.map((each) => each.stackName);
    if (stack !== undefined && !names.includes(stack)) {
      throw new Error(`no stack ${stack} in the app; it has ${names.join(', ')}: choose one of them with --stack`);
    }
    if (stack !== undefined) return stack;
    if (names.length === 1) return names[0];
    const withModel = assembly.stacks.filter(({ template }) =>
      JSON.stringify(template).includes('Custom::ModelRelease'),
    );
    if (withModel.length === 1) return withModel[0].stackName;
    throw new Error(`the app has several stacks (${names.join(', ')}); choose one with --stack`);
  }

  /** Deploys the stacks that come before, then the model's own: its first release runs through the same workflow. */
  private async deployFirst(assembly: Assembly, stackName: string): Promise<void> {
    const { stage, reporter, options } = this.props;
    reporter.note(`deploying ${stackName} with ${options.from} (no traffic yet, time jumps)`);
    for (const { stackName: each } of assembly.stacks) {
      const result = await stage.engine.deploy({ assembly, stackName: each });
      if (!result.succeeded) throw new Error(this.whyNotDeployed(each, result));
      if (each === stackName) return;
    }
  }

  /** A first version that does not come up is the usual reason, and its server knows why. */
  private whyNotDeployed(stackName: string, { status, reason }: DeployResult): string {
    const { tasks, options } = this.props;
    const output = tasks.lastOutput((spec) => versionOf(spec) === options.from);
    const lines = [
      `stack ${stackName} could not be deployed: ${status}: ${reason}`,
      serverOutput(options.from, output),
    ];
    return lines.filter((line) => line !== '').join('\n');
  }

  /** Resolves when no release holds the model's lock and no execution runs that could take it. */
  private async untilQuiet(model: ModelView): Promise<void> {
    const { clock, stage } = this.props;
    const runs = () => stage.states.executions.all.some(({ status }) => status === 'RUNNING');
    while (runs() || (await model.ledger()).release !== undefined) await clock.sleep(15_000);
  }

  private async watchStory(model: ModelView): Promise<Story> {
    const { stage, clock, reporter } = this.props;
    const routing = () => stage.elb.current();
    const lastSentAt = (environment: EnvironmentName) =>
      stage.collector.lastSentAt(model.ruleArn, model.targetGroupArn(environment));
    const story = new Story(
      { clock, model, routing, lastSentAt, wall: () => performance.now(), onEntry: (entry) => reporter.story(entry) },
      await model.ledger(),
    );
    stage.account.observers.add(story.onCall);
    stage.cloudwatch.onStateChange(({ alarm, current }) =>
      story.onAlarm(alarm.definition.name, current.value, current.reason),
    );
    return story;
  }

  private startLoad(model: ModelView): Load {
    const { stage, options, config } = this.props;
    const { host, port } = model.productionAddress(stage.elb.current());
    const loopbackPort = stage.network.resolve(host, port);
    if (loopbackPort === undefined) throw new Error(`the router does not listen on ${host}:${port}`);
    const { rps, seed } = options;
    const plan = { ...LOAD, port: loopbackPort, host, rps, seed, requests: config.load.requests };
    return new Load({ entryScript: join(packageRoot(), 'dist/rehearsal-load.cjs'), plan });
  }

  private armFault(model: ModelView, story: Story, stackName: string): void {
    const { stage, tasks, options } = this.props;
    if (options.fault === undefined) return;
    const entries = new Map<string, string>();
    for (const { definition, physicalId, properties } of stage.engine.resources(stackName).values()) {
      if (definition.Type === 'AWS::Lambda::Function')
        entries.set(physicalId, String(properties.Handler).split('.')[0]);
    }
    armFault(options.fault, {
      stage,
      tasks,
      model,
      story,
      version: options.to,
      target: options.faultTarget,
      entryOf: (functionName) => entries.get(functionName),
    });
  }

  private frame(model: ModelView, story: Story, started: number): void {
    const { clock, options, reporter } = this.props;
    const release = story.ledger.release;
    const left = release === undefined ? Infinity : secondsLeft(release, new Date(clock.now()).toISOString());
    const phaseSeconds = release === undefined ? 0 : (clock.now() - Date.parse(release.phaseSince)) / 1000;
    reporter.frame({
      model: model.name,
      from: options.from,
      to: options.to,
      virtualMs: clock.now() - Date.parse(story.timeline[0]?.at ?? new Date(clock.now()).toISOString()),
      wallMs: performance.now() - started,
      speed: options.speed,
      phase: release?.phase ?? (story.timeline.length === 0 ? 'setting the stage' : 'over'),
      phaseSeconds,
      phaseLength: Number.isFinite(left) ? phaseSeconds + left : undefined,
      environments: { blue: this.environment(model, story, 'blue'), green: this.environment(model, story, 'green') },
      recent: story.timeline.slice(-RECENT),
    });
  }

  private environment(model: ModelView, story: Story, name: EnvironmentName): EnvironmentView {
    const { stage } = this.props;
    const live = stage.collector.liveTraffic(model.targetGroupArn(name));
    return { version: story.versionOf(name), weight: model.weights(stage.elb.current())[name], ...live };
  }

  private async record(played: {
    readonly model: ModelView;
    readonly story: Story;
    readonly deploy: DeployResult;
    readonly summary: Awaited<Load['finished']>;
    readonly started: number;
    readonly virtualStart: number;
  }): Promise<RehearsalRecord> {
    const { stage, clock, options, versionOfTask } = this.props;
    const { model, story, deploy, summary } = played;
    story.closeLastChange();
    const ledger = await model.ledger();
    const production = stage.collector.totals().filter(({ ruleArn }) => ruleArn === model.ruleArn);
    const target = story.release?.version === options.to ? story.release.environment : undefined;
    return {
      outcome: outcomeOf(ledger, options.to),
      model: model.name,
      from: options.from,
      to: options.to,
      fault: options.fault ?? null,
      faultAt: story.faultVirtualMs === undefined ? null : new Date(story.faultVirtualMs).toISOString(),
      seed: options.seed,
      speed: options.speed,
      requests: requestTotals(summary, production, ({ ip, targetGroupArn }) => {
        if (ip !== '') return versionOfTask(ip);
        return model.environmentOfGroup(targetGroupArn) === target ? options.to : options.from;
      }),
      ruleChanges: story.ruleChanges.length,
      switch: switchFacts(story, target),
      rollback: rollbackFacts(story),
      end: endState(ledger, model.weights(stage.elb.current()), deploy.status),
      permissions: permissionFacts(stage.account.authorizer.usage()),
      virtualMinutes: (clock.now() - played.virtualStart) / 60_000,
      wallSeconds: (performance.now() - played.started) / 1000,
      timeline: story.timeline,
    };
  }
}

/** Outcome of the newest release of that version; a deploy that never became a release was refused. */
function outcomeOf({ ended, live }: Ledger, version: string): RehearsalRecord['outcome'] {
  const release = ended.find((each) => each.version === version);
  if (release !== undefined) return release.outcome;
  return live?.version === version ? 'promoted' : 'refused';
}

function realTime(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
