import type { ActiveRelease } from './ledger/ledger';
import { secondsBetween } from './time';
import type { AlarmReading } from './watch';

/**
 * What of the alarms may send a release back: all of it, except for a return, whose way back leads to the version that people fled.
 * That needs an alarm that fires about the version that came back. Alarms of the user's own know no environments: those that fire since
 * before the switch speak of the version that was left. Missing or unreadable ones say nothing.
 */
export function alarmsThatCount({ returning, stepSince }: ActiveRelease, alarms: AlarmReading): AlarmReading {
  if (returning === undefined) return alarms;
  if (alarms.kind === 'failed') return { kind: 'read', firing: [], missing: [], noData: [], disabled: [] };
  const { addedSince = {} } = alarms;
  const counts = (name: string) =>
    addedSince[name] === undefined || (stepSince !== undefined && secondsBetween(stepSince, addedSince[name]) > 0);
  return { ...alarms, firing: alarms.firing.filter(counts), missing: [] };
}
