import { RollbackTrigger, WatchResult, Weights } from '../contract';
import { judgeAgainst, judgeGate } from './analysis/decide';
import { alarmsThatCount } from './alarms-that-count';
import { heeded } from './analysis/judge-alarm';
import { Unread } from './analysis/unread';
import { endOfBake } from './bake';
import { isCollapsing } from './capacity';
import { ActiveRelease, Ledger } from './ledger/ledger';
import { reasonNotToRollBack } from './ledger/stable';
import { verdictOfBake } from './ledger/bake-verdict';
import { measure, MeasurementReading } from './measurement';
import { endOfTime, heldByPause, whoseTimeIsOver } from './operator-wishes';
import { isBeingWritten, secondsLeft } from './phase-time';
import { cohortAstray, CohortReading, loadInWords, shareToCarry } from './traffic/cohort';
import { sameSplit } from './traffic/weights';

/** The alarms as just read, or why they could not be read. An alarm may be in several lists, and is in none when it is quiet. */
export type AlarmReading =
  | {
      readonly kind: 'read';
      readonly firing: readonly string[];
      /** Those that do not exist. */
      readonly missing: readonly string[];
      /** Added alarms in INSUFFICIENT_DATA: quiet, because nothing was measured. Ours take missing data for good on purpose. */
      readonly noData: readonly string[];
      /** Those whose actions are off: they are looked at, but call nobody when they fire. */
      readonly disabled: readonly string[];
      /** ISO times since when added alarms fire, by name; absent for those that don't, or don't say. */
      readonly addedSince?: Readonly<Record<string, string>>;
      /** The same of ours. */
      readonly ownSince?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'failed'; readonly error: string };

/** Everything that one look sees. */
export interface Sight {
  readonly alarms: AlarmReading;
  /** Weights of the production rule; undefined when it forwards to something else. */
  readonly weights: Weights | undefined;
  /** Where the cohort is led to; absent when the model has none. */
  readonly cohort?: CohortReading;
  /** Healthy targets of the release's environment. */
  readonly healthyTargets: number;
  /** What production traffic showed since `measuredSince`; undefined while there is none to measure. */
  readonly measured?: MeasurementReading;
  /** Why the metrics of the analysis could not be read, or its evidence not be published; it waits for the next look. */
  readonly unjudged?: string;
  /** The guardrails and thresholds that could not be read. */
  readonly unread?: Unread;
}

/**
 * The look before a release touches anything. Alarms that fire already would make every later look worthless; a rule that is not as
 * it was left may send traffic to the environment that the release is about to fill, so no force helps against that.
 */
export function lookBefore(
  ledger: Ledger,
  release: ActiveRelease,
  { alarms, weights, cohort }: Pick<Sight, 'alarms' | 'weights' | 'cohort'>,
): WatchResult {
  if (weights === undefined || !sameSplit(weights, ledger.weights)) {
    return {
      decision: 'roll-back',
      reason:
        'refused before the start: the weights of the production rule are not those that the last release left, something ' +
        'else changed the rule; put the recorded weights back first',
      evidence: { recorded: ledger.weights, live: weights ?? 'other target groups', beforeStart: true },
    };
  }
  const astray = cohortAstray(ledger, cohort);
  if (astray !== undefined) {
    const reason = `refused before the start: ${astray.reason}; lead it back there first`;
    return { decision: 'roll-back', reason, evidence: { ...astray.evidence, beforeStart: true } };
  }
  const counting = heeded(alarms, ledger, release);
  const obstacle = alarmObstacle(counting.alarms);
  const silent = told(counting);
  if (obstacle === undefined) return { decision: 'continue', reason: 'no rollback alarm fires', evidence: silent };
  if (release.forced || release.returning !== undefined) {
    const overriding = release.forced ? 'forced' : 'return asked for';
    return {
      decision: 'continue',
      reason: `${overriding} by ${release.requestedBy} although ${obstacle.reason}`,
      evidence: { ...obstacle.evidence, ...silent },
    };
  }
  const reason = `refused before the start: ${obstacle.reason}; wait until the alarms are quiet, or force the release`;
  return { decision: 'roll-back', reason, evidence: { ...obstacle.evidence, ...silent, beforeStart: true } };
}

/** A look while traffic moves, bakes or stands by. An abort or a decided rollback comes first, whatever else is to be seen. */
export function look(ledger: Ledger, release: ActiveRelease, sight: Sight, now: string): WatchResult {
  return heldByPause(release, seen(ledger, release, sight, now), now);
}

function seen(ledger: Ledger, release: ActiveRelease, sight: Sight, now: string): WatchResult {
  const noWayBack = release.rollback === undefined ? reasonNotToRollBack(ledger, release) : undefined;
  if (noWayBack !== undefined) return { decision: 'done', reason: noWayBack, evidence: {} };
  const counting = heeded(sight.alarms, ledger, release);
  const against =
    flagAgainst(release) ??
    sightAgainst(ledger, release, { ...sight, alarms: alarmsThatCount(release, counting.alarms, now) }) ??
    judgeAgainst(release, now, sight.unread);
  const silent = told(counting);
  if (against !== undefined) return { ...against, evidence: { ...against.evidence, ...silent } };
  const left = secondsLeft(release, now);
  const evidence = {
    phase: release.phase,
    weights: sight.weights,
    healthyTargets: sight.healthyTargets,
    secondsLeft: Math.max(0, left),
    ...numbersOf(sight.measured, release, now),
    ...(sight.unjudged === undefined ? {} : { unjudged: sight.unjudged }),
    ...silent,
  };
  if (isBeingWritten(release)) return { decision: 'done', reason: 'a step that was begun is written first', evidence };
  if (left > 0 && whoseTimeIsOver(release) === undefined)
    return { decision: 'continue', reason: `nothing speaks against phase ${release.phase}`, evidence };
  const gate = judgeGate(release, now, sight.unread);
  if (gate !== undefined && gate.decision !== 'done') return { ...gate, evidence: { ...evidence, ...gate.evidence } };
  // What a holdback has left follows a bake that is over: it is not measured twice.
  if (release.phase === 'baking' && verdictOfBake(release) === undefined) {
    const reading = sight.measured ?? { kind: 'read', minutes: [] };
    const noData = sight.alarms.kind === 'read' ? sight.alarms.noData : [];
    const end = endOfBake(ledger, release, { reading, silentAlarms: noData, secondsOver: -left, now });
    return { ...end, evidence: { ...evidence, ...gate?.evidence, ...end.evidence } };
  }
  const reason = gate?.reason ?? 'nothing speaks against going on';
  return { decision: 'done', reason: `${endOfTime(release)}, ${reason}`, evidence: { ...evidence, ...gate?.evidence } };
}

/** ISO time from which the release's environment has had the traffic of its phase; undefined when it has none yet. */
export function measuredSince(release: ActiveRelease): string | undefined {
  switch (release.phase) {
    case 'shifting':
      return release.stepSince;
    case 'baking':
    case 'standby':
      return release.phaseSince;
    default:
      return undefined;
  }
}

function numbersOf(
  reading: MeasurementReading | undefined,
  release: ActiveRelease,
  now: string,
): Record<string, unknown> {
  if (reading === undefined) return {};
  if (reading.kind === 'failed') return { unmeasured: reading.error };
  return { ...measure(reading.minutes, release.plan.measurement, now) };
}

function flagAgainst(release: ActiveRelease): WatchResult | undefined {
  if (release.rollback !== undefined) {
    const { trigger, reason, evidence } = release.rollback;
    return rollBack(trigger, reason, evidence);
  }
  if (release.abort !== undefined) {
    const { by, reason, at } = release.abort;
    return rollBack('abort', `${by} asked to abort: ${reason}`, { by, askedAt: at });
  }
  return undefined;
}

function sightAgainst(ledger: Ledger, release: ActiveRelease, sight: Sight): WatchResult | undefined {
  const alarm = alarmObstacle(sight.alarms);
  if (alarm !== undefined)
    return rollBack(sight.alarms.kind === 'read' ? 'alarm' : 'watch', alarm.reason, alarm.evidence);
  if (sight.weights === undefined || !sameSplit(sight.weights, ledger.weights)) {
    return rollBack(
      'watch',
      'the weights of the production rule are not those that the release wrote: something else changed the rule',
      {
        recorded: ledger.weights,
        live: sight.weights ?? 'other target groups',
      },
    );
  }
  const astray = cohortAstray(ledger, sight.cohort);
  if (astray !== undefined) return rollBack('watch', astray.reason, astray.evidence);
  const percent = shareToCarry(release, sight.weights, sight.cohort);
  // Scaling works again in standby: a scale-in at night is no collapse, only an empty environment is.
  const desired = release.phase === 'standby' ? 1 : (release.desiredCount ?? 0);
  if (!isCollapsing(sight.healthyTargets, desired, percent)) return undefined;
  return rollBack(
    'watch',
    `${sight.healthyTargets} of ${desired} targets of ${release.environment} are healthy ${loadInWords(release, sight.weights, sight.cohort)}`,
    {
      healthyTargets: sight.healthyTargets,
      desiredCount: desired,
      percent,
    },
  );
}

/** Alarms whose silence means less than it seems, and those that fire about another release: what every look tells of them. */
function told({ alarms, ofReleaseBefore }: ReturnType<typeof heeded>): Record<string, unknown> {
  if (alarms.kind === 'failed') return {};
  const { noData, disabled } = alarms;
  const lists = { noData, disabled, ofReleaseBefore };
  return Object.fromEntries(Object.entries(lists).filter(([, names]) => names.length > 0));
}

/** Alarms that could not be read count as firing: unknown is not OK. */
function alarmObstacle(alarms: AlarmReading): { reason: string; evidence: Record<string, unknown> } | undefined {
  if (alarms.kind === 'failed') {
    return { reason: `the rollback alarms could not be read: ${alarms.error}`, evidence: { error: alarms.error } };
  }
  if (alarms.firing.length > 0) {
    return { reason: `in ALARM: ${alarms.firing.join(', ')}`, evidence: { firing: alarms.firing } };
  }
  if (alarms.missing.length > 0) {
    return {
      reason: `rollback alarms do not exist: ${alarms.missing.join(', ')}`,
      evidence: { missing: alarms.missing },
    };
  }
  return undefined;
}

function rollBack(trigger: RollbackTrigger, reason: string, evidence: Record<string, unknown>): WatchResult {
  return { decision: 'roll-back', reason, evidence: { ...evidence, trigger } };
}
