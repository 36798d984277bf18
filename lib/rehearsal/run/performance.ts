import { EnvironmentName } from '../../contract';
import { secondsLeft } from '../../core/phase-time';
import { SwitchableClock } from '../clocks/switchable-clock';
import { Assembly, DeployResult } from '../deploy';
import { stackOf } from '../deploy/assembly';
import { LagLog } from '../lag/lag-log';
import { LagProbe } from '../lag/lag-probe';
import { ProcessTaskRuntime, RehearsalConfig, versionOf } from '../processes';
import { Stage } from '../stage';
import { ModelLinks } from '../traffic/model-links';
import { answerApprovals } from './approver/approver';
import { jumpWhileNobodyAnswers } from './approver/waiting-jump';
import { chosenStack } from './chosen-stack';
import { cohortCallers } from './cohort-callers';
import { declaredModel, HostingName } from './declared-model';
import { armFault } from './faults';
import { entriesOf, EntryOf } from './function-entries';
import { labelSource } from './label-source';
import { ModelView } from './model-view';
import { RehearseOptions } from './options';
import { EnvironmentView } from './progress';
import { playRecord } from './play-record';
import { requireSensible } from './preconditions';
import { rampMs, startLoad } from './production-load';
import { RealTimes } from './real-times';
import { slowDownForChecks } from './real-time-checks';
import { RehearsalRecord } from './record';
import { Reporter } from './reporter';
import { serverOutput } from './server-output';
import { Story } from './story';

export interface PerformanceProps {
  readonly stage: Stage;
  readonly clock: SwitchableClock;
  /** How late the rehearsal itself is. */
  readonly lag: LagLog;
  readonly tasks: ProcessTaskRuntime;
  readonly links: ModelLinks;
  readonly options: RehearseOptions;
  readonly config: RehearsalConfig;
  readonly reporter: Reporter;
  /** Version that a task of ECS at an address of the emulated VPC runs, or ran; undefined for tasks that run none. */
  readonly versionOfTask: (ip: string) => string | undefined;
}

/** Real milliseconds between two frames of the live view. */
const FRAME_MS = 250;
/** Traffic that runs on the old version at its full rate before the release begins, real milliseconds. */
const WARM_UP_MS = 1000;
/** Traffic after the release is over, so that the end state serves too, real milliseconds. */
const COOL_DOWN_MS = 500;
/** Lines of the story below the live view. */
const RECENT = 8;
/** One release played on the stage, from the deployed old version to the end of the new one's release. */
export class Performance {
  constructor(private readonly props: PerformanceProps) {}

  /** @param started real time (`performance.now()`) from which the wall time of the record counts */
  async perform(from: Assembly, to: Assembly, started: number): Promise<RehearsalRecord> {
    const { stage, clock, lag, options, reporter, config } = this.props;
    const stackName = chosenStack(from, options.stack);
    const declared = declaredModel(stackOf(to, stackName).template, options.model);
    requireSensible(options, declared, stage.account);
    const virtualStart = clock.now();
    const answers = answerApprovals(stage, declared.name, options, (text) => reporter.note(text));
    await this.deployFirst(from, stackName);
    const model = ModelView.find(stage.account, stage.engine.resources(stackName).values(), declared.name);
    await this.untilQuiet(model);
    reporter.note(
      `${model.name} ${options.from} is live; releasing ${options.to} under ${options.rps} requests/s\n` +
        `from here on time is virtual, ${options.speed} times as fast`,
    );

    clock.run(options.speed);
    const realTimes = new RealTimes(options.speed);
    realTimes.steadyFrom(clock.now());
    const story = await this.watchStory(model);
    jumpWhileNobodyAnswers({ ...this.props, ...options, story, realTimes });
    const entryOf = entriesOf(stage.engine.resources(stackName).values());
    slowDownForChecks({
      functions: stage.functions,
      entryOf,
      clock,
      speed: options.speed,
      realTimes,
      tell: (text) => story.tell('load', text),
    });
    if (config.labels !== undefined) stage.account.observers.add(labelSource(stage.account, config.labels));
    const probe = new LagProbe('router', lag.add);
    stage.sagemaker.runtime.onLag = lag.add;
    const cohort = cohortCallers(model, stage.elb.current(), config.load.cohortPercent);
    const load = startLoad(this.props, model, cohort);
    await realTime(rampMs(options) + WARM_UP_MS);
    await this.armFault(declared.hosting, model, story, entryOf);
    const frames = setInterval(() => this.frame(model, story, started), FRAME_MS);
    try {
      const deploy = await stage.engine.deploy({ assembly: to, stackName });
      story.tell('deploy', `${deploy.status}${deploy.succeeded ? '' : ': the release did not go through'}`);
      await this.untilQuiet(model);
      await realTime(COOL_DOWN_MS);
      const summary = await load.stop();
      this.frame(model, story, started);
      story.closeLastChange();
      return await playRecord({
        ...this.props,
        declared,
        model,
        story,
        deploy,
        summary,
        started,
        virtualStart,
        answers,
        entryOf,
        cohort,
        realTimeOf: realTimes.of,
      });
    } finally {
      clearInterval(frames);
      probe.stop();
      await load.stop();
    }
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
      stage.collector.lastSentAt(model.ruleArns, model.targetGroupArn(environment));
    const story = new Story(
      { clock, model, routing, lastSentAt, wall: () => performance.now(), onEntry: (entry) => reporter.story(entry) },
      await model.ledger(),
    );
    stage.account.observers.add(story.onCall);
    stage.cloudwatch.onStateChange((change) => story.onAlarm(change));
    stage.collector.watchEmptyGroups(({ rule, group }) => {
      const environment = model.environmentOfGroup(group.targetGroupArn);
      if (environment !== undefined && model.ruleArns.includes(rule.ruleArn)) story.foundNoTask(environment);
    });
    return story;
  }

  private async armFault(hosting: HostingName, model: ModelView, story: Story, entryOf: EntryOf): Promise<void> {
    const { stage, tasks, links, options } = this.props;
    if (options.fault === undefined) return;
    await armFault(options.fault, {
      hosting,
      stage,
      tasks,
      links,
      model,
      story,
      version: options.to,
      target: options.faultTarget,
      entryOf,
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
      speed: clock.speed,
      phase: release?.phase ?? (story.timeline.length === 0 ? 'setting the stage' : 'over'),
      phaseSeconds,
      phaseLength: Number.isFinite(left) && phaseSeconds + left > 0 ? phaseSeconds + left : undefined,
      environments: { blue: this.environment(model, story, 'blue'), green: this.environment(model, story, 'green') },
      recent: story.timeline.slice(-RECENT),
    });
  }

  private environment(model: ModelView, story: Story, name: EnvironmentName): EnvironmentView {
    const { stage } = this.props;
    const live = stage.collector.liveTraffic(model.targetGroupArn(name));
    return { version: story.versionOf(name), weight: model.weights(stage.elb.current())[name], ...live };
  }
}

function realTime(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
