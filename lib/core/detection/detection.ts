import { ReleasePlan } from '../../contract/index';
import { judgedSeconds } from '../plan';
import {
  AlarmTiming,
  AlarmWitness,
  Delay,
  DetectionSettings,
  LOST_SHARE_OF_A_PERIOD,
  SecondsRange,
  sum,
} from './timings';

/** Where a number comes from; of several the weakest. */
export type DetectionSource = 'documentation' | 'inference' | 'memory';

export type DetectionPathName =
  | 'protected callers'
  | 'gateway alarm'
  | 'probe alarm'
  | 'load balancer alarm'
  | 'endpoint alarm'
  | 'quality alarm'
  | 'added alarm'
  | 'look'
  | 'judge';

/** One way in which a fault of a new version is found and undone, with the times that are to be expected. */
export interface DetectionPath {
  readonly path: DetectionPathName;
  /** What it finds, for people. */
  readonly finds: string;
  /** Signals of the alarms on this path: `fast-errors`. */
  readonly signals: readonly string[];
  /** Seconds from the fault to the decision: an alarm's state, a look's result. */
  readonly detected: SecondsRange;
  /** Seconds from the fault until the changed weights are in effect, what AWS needs for that included. */
  readonly restored: SecondsRange;
  readonly source: DetectionSource;
}

/**
 * What is to be expected of a model's release, fastest path first. For a fault of five times an alarm's limit or more, from one moment
 * to the next, under traffic that is enough for the alarm.
 */
export function detectionPaths(settings: DetectionSettings): readonly DetectionPath[] {
  const paths = [...protectedCallers(settings), ...alarmPaths(settings), ...lookPath(settings), ...judgePath(settings)];
  return paths.sort((one, other) => one.restored.to - other.restored.to);
}

/** Seconds until a change of traffic is in effect everywhere. */
export function propagation({ switchedBy }: Pick<DetectionSettings, 'switchedBy'>): SecondsRange {
  return switchedBy === 'rule' ? Delay.RULE : Delay.VARIANT_WEIGHTS;
}

/** Path of the alarms of one witness. */
export const PATH_OF_WITNESS: Readonly<Record<AlarmWitness, DetectionPathName>> = {
  gateway: 'gateway alarm',
  probe: 'probe alarm',
  'load-balancer': 'load balancer alarm',
  endpoint: 'endpoint alarm',
  judge: 'judge',
  labels: 'quality alarm',
  other: 'added alarm',
};

const FOUND_BY: Readonly<Record<AlarmWitness, string>> = {
  gateway: 'failed and slow requests, as the gateways count them',
  probe: 'probes that fail, answer slowly or with something that is no prediction',
  'load-balancer': 'failed, unanswered and slow requests, tasks that fail their health checks',
  endpoint: 'failed and slow invocations, as SageMaker counts them',
  judge: '', // has a path of its own
  labels: 'wrong predictions, when their labels have had their time',
  other: 'what alarms that were added look at',
};

/** Alarms that are as fast as each other make one path: one that needs another bad minute comes a minute later. */
function alarmPaths(settings: DetectionSettings): readonly DetectionPath[] {
  const paths = new Map<string, AlarmTiming[]>();
  for (const alarm of settings.alarms) {
    if (alarm.witness === 'judge') continue; // fires for what the judge's look found
    const key = [alarm.witness, alarm.periodSeconds, alarm.datapointsToAlarm].join('/');
    paths.set(key, [...(paths.get(key) ?? []), alarm]);
  }
  return [...paths.values()].map((alarms) => {
    const detected = alarmFires(alarms[0], settings);
    return {
      path: PATH_OF_WITNESS[alarms[0].witness],
      finds: FOUND_BY[alarms[0].witness],
      signals: alarms.map(({ signal }) => signal),
      detected,
      restored: sum(detected, Delay.ACTION, propagation(settings)),
      source: 'inference',
    };
  });
}

/** Seconds from a fault to the state ALARM. */
function alarmFires(alarm: AlarmTiming, settings: DetectionSettings): SecondsRange {
  if (alarm.witness === 'probe') return probesFail(alarm, settings);
  const { periodSeconds, datapointsToAlarm } = alarm;
  // At best the fault begins at the end of a period that is bad all the same, at worst when too little of one is left. Of periods below
  // a minute the last one counts by its first seconds: its metrics come each second, and it is looked at before it is over.
  const whole = datapointsToAlarm - (periodSeconds < 60 ? 2 : 1);
  const periods = {
    from: Math.max(0, whole) * periodSeconds,
    to: (datapointsToAlarm + LOST_SHARE_OF_A_PERIOD) * periodSeconds,
  };
  const labels = alarm.witness === 'labels' ? sum(settings.labels?.delaySeconds ?? 0, Delay.LABELS) : 0;
  return sum(periods, labels, lateness(alarm));
}

/** At best a round begins with the fault, at worst one has just begun; the last one that it needs must be over. */
function probesFail(alarm: AlarmTiming, { probe }: DetectionSettings): SecondsRange {
  const { intervalSeconds, timeoutSeconds } = probe ?? { intervalSeconds: alarm.periodSeconds, timeoutSeconds: 0 };
  const rounds = {
    from: (alarm.datapointsToAlarm - 1) * intervalSeconds,
    to: alarm.datapointsToAlarm * intervalSeconds + timeoutSeconds,
  };
  return sum(rounds, lateness(alarm));
}

function lateness({ witness, periodSeconds }: AlarmTiming): SecondsRange {
  if (periodSeconds >= 60) return Delay.SERVICE_METRIC;
  const late = witness === 'probe' ? Delay.PUT_METRIC : Delay.LOG_METRIC;
  return { from: late.from, to: late.to + Delay.HIGH_RESOLUTION_EVALUATION };
}

/** Half of the tasks or more that do not answer health checks: read by the look, whatever the alarms say. */
function lookPath({
  watchIntervalSeconds,
  unhealthyAfterSeconds = 0,
  ...settings
}: DetectionSettings): DetectionPath[] {
  const detected = sum({ from: unhealthyAfterSeconds, to: unhealthyAfterSeconds + watchIntervalSeconds }, Delay.LOOK);
  return [
    {
      path: 'look',
      finds: 'tasks that are gone or unhealthy, weights that something else changed, alarms that can call nobody',
      signals: [],
      detected,
      restored: sum(detected, Delay.LOOK, propagation(settings)),
      source: 'inference',
    },
  ];
}

/** The judge reads whole minutes, some of them late, and decides when the evidence is enough. */
function judgePath({ judge, watchIntervalSeconds, ...settings }: DetectionSettings): DetectionPath[] {
  if (judge === undefined) return [];
  const { lagSeconds, maxSeconds } = judge;
  const detected = sum({ from: 60 + lagSeconds, to: maxSeconds + lagSeconds + watchIntervalSeconds }, Delay.LOOK);
  return [
    {
      path: 'judge',
      finds: 'a version that is worse than the one beside it, below the limits of all alarms',
      signals: ['judge'],
      detected,
      restored: sum(detected, Delay.LOOK, propagation(settings)),
      source: 'inference',
    },
  ];
}

/** What of a plan's judge says how soon it decides: a comparison that lasts longer than its time is judged to the end. */
export function judgeTiming(plan: ReleasePlan): Pick<DetectionSettings, 'judge'> {
  if (plan.analysis === undefined) return {};
  const { lagSeconds, maxDurationSeconds } = plan.analysis.settings;
  return { judge: { lagSeconds, maxSeconds: Math.max(maxDurationSeconds, judgedSeconds(plan)) } };
}

/** No rollback: the callers are helped, while the alarms see to the version. */
function protectedCallers({ protectsCallers }: DetectionSettings): DetectionPath[] {
  if (!protectsCallers) return [];
  return [
    {
      path: 'protected callers',
      finds: 'each request that the model fails: the version before answers it; the version stays until an alarm fires',
      signals: [],
      detected: { from: 0, to: 0 },
      restored: { from: 0, to: 1 },
      source: 'inference',
    },
  ];
}
