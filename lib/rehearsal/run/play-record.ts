import { EnvironmentName } from '../../contract';
import { Ledger } from '../../core/ledger/ledger';
import { secondsBetween } from '../../core/time';
import { DeployResult } from '../deploy';
import { versionOf } from '../processes';
import { TaskSpec } from '../tasks';
import { TargetTotals } from '../traffic/collector';
import { CohortCallers, LoadSummary } from '../traffic/load-messages';
import { APPROVER } from './approver/approver-role';
import { GivenAnswer } from './approver/approver';
import { cohortFacts } from './cohort-callers';
import { DeclaredModel } from './declared-model';
import { detectionFacts } from './detection-facts';
import { doubtOf } from './doubt';
import {
  endState,
  environmentFacts,
  memoryFacts,
  permissionFacts,
  requestTotals,
  judgedFacts,
  rollbackFacts,
  switchFacts,
} from './facts';
import { EntryOf } from './function-entries';
import { ModelView } from './model-view';
import type { PerformanceProps } from './performance';
import { faultText } from './options';
import { RehearsalRecord } from './record';
import { Story } from './story';

/** A release that is over, and where it was played. */
export interface Played extends PerformanceProps {
  readonly declared: DeclaredModel;
  readonly model: ModelView;
  readonly story: Story;
  readonly deploy: DeployResult;
  readonly summary: LoadSummary;
  /** Real time (`performance.now()`) at which the rehearsal began. */
  readonly started: number;
  readonly virtualStart: number;
  readonly answers: readonly GivenAnswer[];
  readonly entryOf: EntryOf;
  /** The part of the load that was the cohort's. */
  readonly cohort: CohortCallers | undefined;
  /** Real time (milliseconds since 1970) of a virtual one, while traffic ran. */
  readonly realTimeOf: (virtualMs: number) => number;
}

/** Everything that is known in the end. */
export async function playRecord(played: Played): Promise<RehearsalRecord> {
  const { stage, clock, tasks, options, versionOfTask, declared, model, story, deploy, summary, lag } = played;
  const isNew = (spec: TaskSpec) => versionOf(spec) === options.to;
  const ledger = await model.ledger();
  const production = stage.collector.totals().filter(({ ruleArn }) => model.ruleArns.includes(ruleArn));
  const target = story.release?.version === options.to ? story.release.environment : undefined;
  const versionOfSide = (environment: EnvironmentName) => (environment === target ? options.to : options.from);
  // A task that is no model server, or that was not there, stands for its environment's version.
  const versionOfTotal = ({ ip, targetGroupArn }: TargetTotals) =>
    versionOfTask(ip) ?? versionOfSide(model.environmentOfGroup(targetGroupArn) ?? 'blue');
  const factsOf = (environment: EnvironmentName) => {
    const group = model.targetGroupArn(environment);
    const totals = production.filter(({ targetGroupArn }) => targetGroupArn === group);
    const version = totals.length === 0 && environment !== target ? undefined : versionOfSide(environment);
    return environmentFacts(version, totals, stage.collector.answerTimes(model.ruleArns, group));
  };
  const { lateMs, source } = lag.worst() ?? { lateMs: 0, source: 'router' };
  return {
    outcome: outcomeOf(ledger, options.to),
    model: model.name,
    from: options.from,
    to: options.to,
    fault: faultText(options),
    faultAt: story.faultVirtualMs === undefined ? null : new Date(story.faultVirtualMs).toISOString(),
    seed: options.seed,
    speed: options.speed,
    requests: requestTotals(summary, production, versionOfTotal),
    environments: { blue: factsOf('blue'), green: factsOf('green') },
    cohort: cohortFacts(
      played.cohort,
      production.filter(({ ruleArn }) => ruleArn === model.cohortRuleArn),
      versionOfTotal,
    ),
    ruleChanges: story.ruleChanges.length,
    switch: switchFacts(story, target),
    rollback: rollbackFacts(story, tasks.lastOutput(isNew)),
    detection: detectionFacts(declared.detection, story, model.name),
    approvals: approvalFacts(played.answers, options.to),
    end: endState(ledger, model.weights(stage.elb.current()), deploy.status),
    permissions: permissionFacts(
      stage.account.authorizer.usage().filter(({ roleArn }) => !roleArn.endsWith(`/${APPROVER}`)),
    ),
    ...judgedFacts(story),
    bedrockFakes: stage.bedrock.answered,
    memory: memoryFacts(stage.functions.invocations, played.entryOf),
    lag: { worstMs: Math.round(lateMs), source },
    doubt: doubtOf({ ...played, plan: declared.plan, slowestStartMs: tasks.slowestStartMs(isNew) }) ?? null,
    virtualMinutes: (clock.now() - played.virtualStart) / 60_000,
    wallSeconds: (performance.now() - played.started) / 1000,
    timeline: story.timeline,
  };
}

function approvalFacts(answers: readonly GivenAnswer[], version: string): RehearsalRecord['approvals'] {
  return answers
    .filter((answer) => answer.version === version)
    .map(({ check, decision, askedAt, at }) => ({ check, decision, afterSeconds: secondsBetween(askedAt, at) }));
}

/** Outcome of the newest release of that version; a deploy that never became a release was refused. */
function outcomeOf({ ended, live }: Ledger, version: string): RehearsalRecord['outcome'] {
  const release = ended.find((each) => each.version === version);
  if (release !== undefined) return release.outcome;
  return live?.version === version ? 'promoted' : 'refused';
}
