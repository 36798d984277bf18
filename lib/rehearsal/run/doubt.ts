import { ReleasePlan } from '../../contract';
import { LagLog } from '../lag/lag-log';
import { LagReading } from '../lag/lag-reading';
import { explainingLateness } from './explaining-lateness';
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
  const found = firing.length > 0 ? lateAlarms(firing, props) : (lateStart(props) ?? lateOtherwise(props));
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

/** Looks at the phase that was ended, or all that was measured in: what was late before it has done no harm. */
function lateOtherwise({ story, lag, realTimeOf }: DoubtProps): string | undefined {
  const { release } = story;
  const explaining = release && explainingLateness(release);
  if (release?.rollback === undefined || explaining === undefined) return undefined;
  const { enoughMs, counted } = explaining;
  const decidedAt = Date.parse(release.rollback.at);
  const phases = story.timeline
    .filter(({ kind, text }) => kind === 'phase' && !text.startsWith('rolling-back'))
    .filter(({ at }) => Date.parse(at) <= decidedAt);
  const first = counted === undefined ? -1 : phases.findIndex(({ text }) => text.startsWith(counted.since));
  const until = realTimeOf(decidedAt);
  const began = phases.slice(first).map(({ at }) => realTimeOf(Date.parse(at)));
  const worst = lag.worst(began[0] ?? until, until);
  if (worst === undefined || worst.lateMs < enoughMs) return undefined;
  // Shares of the traffic grow: most may have been counted in the last phase.
  if (counted !== undefined && !began.some((from) => lag.share(from, until, enoughMs) >= counted.share))
    return undefined;
  return `${explaining.what}before the release went back ${lateness(worst)}`;
}

function lateness({ source, lateMs }: LagReading): string {
  const milliseconds = Math.round(lateMs).toLocaleString('en');
  return source === 'load generator'
    ? `requests waited up to ${milliseconds} ms in the rehearsal itself`
    : `the rehearsal's ${source} was up to ${milliseconds} ms late`;
}

function seconds(value: number): string {
  return `${Number(value.toPrecision(3))} s`; // 0.251 is not 0.25, the limit
}
