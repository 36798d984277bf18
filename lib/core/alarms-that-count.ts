import type { ActiveRelease } from './ledger/ledger';
import { secondsBetween } from './time';
import type { AlarmReading } from './watch';

/** An alarm of minutes is quiet again by then when its environment is: three periods, and two minutes until they are complete. */
const SETTLED_AFTER_SECONDS = 300;

/**
 * What of the alarms may send a release back: all of it, except where somebody let it start although alarms fired.
 *
 * - A forced release: alarms that fire since before its start were known to whoever forced it.
 * - A return, whose way back leads to the version that people fled: those that fire since before the switch speak of what was there
 *   before. Missing or unreadable ones say nothing.
 *
 * One that fires anew counts. Our own alarms watch one environment each, and have seen nothing but this version by the time that they have
 * settled: what still fires then counts, too.
 */
export function alarmsThatCount(release: ActiveRelease, alarms: AlarmReading, now: string): AlarmReading {
  const { returning, forced } = release;
  if (returning === undefined && !forced) return alarms;
  if (alarms.kind === 'failed')
    return returning === undefined ? alarms : { kind: 'read', firing: [], missing: [], noData: [], disabled: [] };
  const firing = alarms.firing.filter((name) => counts(release, alarms, name, now));
  return { ...alarms, firing, missing: returning === undefined ? alarms.missing : [] };
}

/** An alarm that does not say since when it fires counts. */
function counts(
  { returning, startedAt, stepSince }: ActiveRelease,
  { addedSince = {}, ownSince = {} }: Extract<AlarmReading, { kind: 'read' }>,
  name: string,
  now: string,
): boolean {
  const since = addedSince[name] ?? ownSince[name];
  if (since === undefined) return true;
  const countsFrom = returning === undefined ? startedAt : stepSince;
  if (countsFrom !== undefined && secondsBetween(countsFrom, since) > 0) return true;
  return name in ownSince && stepSince !== undefined && secondsBetween(stepSince, now) > SETTLED_AFTER_SECONDS;
}
