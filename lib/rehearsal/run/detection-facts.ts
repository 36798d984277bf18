import { Names } from '../../contract';
import { DetectionPath, DetectionPathName, detectionPaths } from '../../core/detection/detection';
import { DetectionSettings } from '../../core/detection/timings';
import { firingAlarms } from './doubt';
import { AlarmChange, Story } from './story';

/** What this rehearsal measured of a path, by the fault's first strike. */
export interface MeasuredDetection {
  /** Name of the alarm that fired first on this path; null for a look or a judge. */
  readonly alarm: string | null;
  /** Virtual seconds until it fired, or until the look decided. */
  readonly detectedSeconds: number;
  /** Virtual seconds until all traffic was read back on the version before; null unless this path brought it there. */
  readonly restoredSeconds: number | null;
}

/** A path with its expected times, and what was measured of it; null for one that found nothing. */
export interface DetectionFacts extends DetectionPath {
  readonly measured: MeasuredDetection | null;
}

/** What is read of a story. */
type DetectionStory = Pick<Story, 'faultVirtualMs' | 'release' | 'alarms'>;

/** What a decision without an alarm is recorded as. */
const TRIGGERS: Partial<Record<DetectionPathName, string>> = { look: 'watch', judge: 'judge' };

/** Expected and measured times of each path, fastest expected first. */
export function detectionFacts(
  settings: DetectionSettings,
  story: DetectionStory,
  modelName: string,
): readonly DetectionFacts[] {
  return detectionPaths(settings).map((path) => ({ ...path, measured: measuredOf(path, story, modelName) }));
}

function measuredOf(
  { path, signals }: DetectionPath,
  story: DetectionStory,
  modelName: string,
): MeasuredDetection | null {
  const { faultVirtualMs: since, release } = story;
  if (since === undefined || release === undefined) return null;
  const { rollback, trafficRestoredAt } = release;
  const seconds = (virtualMs: number) => (virtualMs - since) / 1000;
  const restoredSeconds = trafficRestoredAt === undefined ? null : seconds(Date.parse(trafficRestoredAt));
  if (rollback !== undefined && rollback.trigger === TRIGGERS[path]) {
    return { alarm: null, detectedSeconds: seconds(Date.parse(rollback.at)), restoredSeconds };
  }
  const names = signals.flatMap((signal) => [Names.alarm(modelName, release.environment, signal), signal]);
  const first = story.alarms.find((change) => fires(change, names, since));
  if (first === undefined) return null;
  const isBehind = firingAlarms(rollback?.evidence ?? {}).some((name) => names.includes(name));
  return {
    alarm: first.alarmName,
    detectedSeconds: seconds(first.virtualMs),
    restoredSeconds: isBehind ? restoredSeconds : null,
  };
}

function fires({ alarmName, state, virtualMs }: AlarmChange, names: readonly string[], since: number): boolean {
  return state === 'ALARM' && virtualMs >= since && names.includes(alarmName);
}
