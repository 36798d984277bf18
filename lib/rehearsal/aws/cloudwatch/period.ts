import { AwsError } from '../service';

/** Below a minute only these, and only on high-resolution metrics (PutMetricAlarm, Period). */
const HIGH_RESOLUTION_SECONDS: readonly number[] = [10, 20, 30];

/** Seconds of a period: 10, 20, 30 or a multiple of 60. GetMetricData's 1 and 5 are not emulated. */
export function validatePeriod(period: number | undefined): number {
  if (period === 1 || period === 5) throw new AwsError('NotImplemented', `period ${period} is not emulated`, 501);
  if (period === undefined || !(HIGH_RESOLUTION_SECONDS.includes(period) || (period > 0 && period % 60 === 0))) {
    throw new AwsError('ValidationError', `Period must be 10, 20, 30 or a multiple of 60 seconds, got ${period}`);
  }
  return period;
}
