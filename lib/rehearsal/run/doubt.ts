import { ReleasePlan } from '../../contract';
import { LagLog } from '../lag/lag-log';
import { LagReading } from '../lag/lag-reading';
import { RehearseOptions } from './options';
import { alarmBefore, Story } from './story';

export interface DoubtProps {
  readonly story: Pick<Story, 'release' | 'alarms' | 'timeline'>;
  readonly lag: LagLog;
  /** Real time (milliseconds since 1970) of a virtual one, while traffic ran. */
  readonly realTimeOf: (virtualMs: number) => number;
  /** The longest that a server of the new version took until it listened, real milliseconds. */
  readonly slowestStartMs: number;
  readonly plan: Pick<ReleasePlan, 'provisionTimeoutSeconds'>;
  readonly options: Pick<RehearseOptions, 'speed' | 'rps'>;
}

/**
 * Lateness that may be behind a rollback for which no response time is to blame: health checks wait for two real seconds, and
 * whatever else waits for an answer in a rehearsal waits longer.
 */
const LATE_FOR_ANYTHING_MS = 2_000;

/** Signals that lateness can't set off: answers with 5xx are the model's own, however late they come. */
const TIMELESS_ALARM = /-errors$/;

/**
 * Why a machine that can't keep up may have ended the release, instead of the model; undefined when it can't have, and for a
 * release that was promoted, because lateness makes alarms fire and never keeps them from it.
 */
export function doubtOf(props: DoubtProps): string | undefined {
  const rollback = props.story.release?.rollback;
  if (rollback === undefined) return undefined;
  const firing = firingAlarms(rollback.evidence);
  const found = firing.length > 0 ? lateAlarms(firing, props) : (lateStart(props) ?? lateCheck(props));
  if (found === undefined) return undefined;
  const { speed, rps } = props.options;
  return `${found}, so the model may not be to blame; close other programs, or lower --rps (now ${rps}) or --speed (now ${speed})`;
}

/** Alarms that decided: the one that called the traffic function, or those that a look found. */
export function firingAlarms({ alarm, firing }: Readonly<Record<string, unknown>>): readonly string[] {
  if (typeof alarm === 'string') return [alarm];
  return Array.isArray(firing) ? firing.map(String) : [];
}

/** One alarm that would have fired without any lateness is enough to be sure. */
function lateAlarms(names: readonly string[], props: DoubtProps): string | undefined {
  const doubts = names.map((name) => lateAlarm(name, props));
  return doubts.every((doubt) => doubt !== undefined) ? doubts[0] : undefined;
}

/** A response time is explained when it would have been within its limit without what the rehearsal itself added in that minute. */
function lateAlarm(name: string, props: DoubtProps): string | undefined {
  if (TIMELESS_ALARM.test(name)) return undefined;
  const { rollback } = props.story.release ?? {};
  const numbers = rollback && alarmBefore(props.story.alarms, name, Date.parse(rollback.at))?.numbers;
  if (numbers === undefined || !numbers.isResponseTime) return lateOtherwise(props);
  const { lag, realTimeOf } = props;
  const points = numbers.breaches.map(({ at, value }) => {
    const worst = lag.worst(realTimeOf(at), realTimeOf(at + numbers.periodMs));
    return { value, worst, own: value - (worst?.lateMs ?? 0) / 1000 };
  });
  const sure = points.filter(({ own }) => own > numbers.threshold).length;
  const unsure = points.find(({ own }) => own <= numbers.threshold);
  if (sure >= numbers.datapointsToAlarm || unsure?.worst === undefined) return undefined;
  return (
    `alarm ${name} fired for ${seconds(unsure.value)} (limit ${seconds(numbers.threshold)}) in a minute ` +
    `in which ${lateness(unsure.worst)}`
  );
}

/** Real time in which servers start is short on a fast clock: what a minute allows in AWS is over in half a second. */
function lateStart({ story, slowestStartMs, plan, options }: DoubtProps): string | undefined {
  if (story.release?.rollback?.evidence.error !== 'ProvisionFailed') return undefined;
  const virtualSeconds = (slowestStartMs / 1000) * options.speed;
  if (virtualSeconds < plan.provisionTimeoutSeconds / 2) return undefined;
  return (
    `a model server took ${seconds(slowestStartMs / 1000)} to listen, which is ${Math.round(virtualSeconds)} virtual s ` +
    `of the ${plan.provisionTimeoutSeconds} that a release waits for its environment`
  );
}

/** A check that asks the model is explained when the model was only slow, and not by more than the rehearsal itself. */
function lateCheck(props: DoubtProps): string | undefined {
  const failures = smokeFailures(props.story.release?.rollback?.evidence.requests);
  if (failures.length === 0) return lateOtherwise(props);
  const excesses = failures.map(excessMs);
  if (excesses.includes(undefined)) return undefined;
  return lateOtherwise(props, Math.max(...excesses.map((excess) => excess ?? 0)), `${failures[0]}; `);
}

/** What was wrong with the answers to a smoke check, by the evidence of its verdict. */
function smokeFailures(requests: unknown): readonly string[] {
  if (!Array.isArray(requests)) return [];
  return (requests as readonly { readonly failures?: readonly string[] }[]).flatMap(({ failures = [] }) => failures);
}

/** Milliseconds by which an answer was too late; undefined for anything else that was wrong with it. */
function excessMs(failure: string): number | undefined {
  const [, limit, taken] = /^answer must take (\d+) ms at most, took (\d+) ms$/.exec(failure) ?? [];
  if (limit !== undefined && taken !== undefined) return Number(taken) - Number(limit);
  return failure.startsWith('no answer within ') ? LATE_FOR_ANYTHING_MS : undefined;
}

/** Looks at the phase that was ended: what was late before it has done no harm. */
function lateOtherwise(
  { story, lag, realTimeOf }: DoubtProps,
  enoughMs = LATE_FOR_ANYTHING_MS,
  what = '',
): string | undefined {
  const { rollback } = story.release ?? {};
  if (rollback === undefined || isTimeless(rollback)) return undefined;
  const decidedAt = Date.parse(rollback.at);
  const phases = story.timeline.filter(({ kind, text }) => kind === 'phase' && !text.startsWith('rolling-back'));
  const began =
    phases
      .map(({ at }) => Date.parse(at))
      .filter((at) => at <= decidedAt)
      .at(-1) ?? decidedAt;
  const worst = lag.worst(realTimeOf(began), realTimeOf(decidedAt));
  if (worst === undefined || worst.lateMs < enoughMs) return undefined;
  return `${what}before the release went back ${lateness(worst)}`;
}

/** People, and comparisons of configuration, don't depend on the machine. */
function isTimeless({ trigger, reason }: { readonly trigger: string; readonly reason: string }): boolean {
  return trigger === 'abort' || trigger === 'operator' || reason.startsWith('parity:');
}

function lateness({ source, lateMs }: LagReading): string {
  const milliseconds = Math.round(lateMs).toLocaleString('en');
  return source === 'load generator'
    ? `requests waited up to ${milliseconds} ms in the rehearsal itself`
    : `the rehearsal's ${source} was up to ${milliseconds} ms late`;
}

function seconds(value: number): string {
  return `${Number(value.toFixed(2))} s`;
}
