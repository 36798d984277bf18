import { THROTTLE_ERRORS } from '../../contract';
import { MeasuredMinute, MeasurementReading } from '../../core/measurement';
import { messageOf, nameOf } from '../shared/errors';
import { CloudWatch, Points, readPoints } from '../shared/metric-points';
import { queriesOf, timesOf } from './metric-data';
import { MinuteSource } from './minute-source';

const MINUTE_MS = 60_000;

/**
 * Whole minutes of an environment from `since` on. The minute in which the phase began is left out (requests of the checks, or of
 * the step before, are in it), and so is the one that is not over. A failure is part of the reading; only throttling goes on as an error, for the workflow to try again.
 */
export async function readMeasurement(
  client: CloudWatch,
  source: MinuteSource,
  { since, until }: { readonly since: Date; readonly until: Date },
): Promise<MeasurementReading> {
  const StartTime = new Date(Math.ceil(since.getTime() / MINUTE_MS) * MINUTE_MS);
  const EndTime = new Date(Math.floor(until.getTime() / MINUTE_MS) * MINUTE_MS);
  if (StartTime >= EndTime) return { kind: 'read', minutes: [] };
  try {
    const points = await readPoints(client, queriesOf(source.groups), { StartTime, EndTime });
    return { kind: 'read', minutes: minutesOf(source, points) };
  } catch (error) {
    if (THROTTLE_ERRORS.includes(nameOf(error))) throw error;
    return { kind: 'failed', error: `${nameOf(error)}: ${messageOf(error)}` };
  }
}

/** The minutes that have any value, oldest first. */
export function minutesOf(source: MinuteSource, points: Points): readonly MeasuredMinute[] {
  return timesOf(points).map((at) => ({
    at: new Date(at).toISOString(),
    ...source.minute((id) => points.get(id)?.get(at)),
  }));
}
