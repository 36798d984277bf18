/**
 * Types of members that the wire loses. AWS knows them from each service's model; here they follow from the member's name, which
 * means one type in all operations of a service that the emulator has. A new operation with another type needs its name here.
 */

/** Query protocol (all values arrive as text): members that are integers. */
export const QUERY_NUMBERS: ReadonlySet<string> = new Set([
  'Priority',
  'Port',
  'Weight',
  'Order',
  'PageSize',
  'MaxItems',
  'DurationSeconds',
  'HealthCheckIntervalSeconds',
  'HealthCheckTimeoutSeconds',
  'HealthyThresholdCount',
  'UnhealthyThresholdCount',
  'TimeoutInMinutes',
  'MaxSessionDuration',
]);

/** Query protocol: members that are booleans. */
export const QUERY_BOOLEANS: ReadonlySet<string> = new Set(['Enabled', 'HealthCheckEnabled', 'DisableRollback']);

/** JSON protocols (timestamps arrive as epoch seconds): members that are timestamps, by signing name. */
const TIMESTAMPS: Readonly<Record<string, ReadonlySet<string>>> = {
  monitoring: new Set(['Timestamp', 'StartTime', 'EndTime', 'StartDate', 'EndDate']),
  events: new Set(['Time', 'EventStartTime', 'EventEndTime']),
  'application-autoscaling': new Set(['StartTime', 'EndTime']),
  sagemaker: new Set(['CreationTimeAfter', 'CreationTimeBefore', 'LastModifiedTimeAfter', 'LastModifiedTimeBefore']),
};

const NONE: ReadonlySet<string> = new Set();

export function timestampMembers(signingName: string): ReadonlySet<string> {
  return TIMESTAMPS[signingName] ?? NONE;
}

/** Query protocol answers: members that are maps (`<entry><key/><value/></entry>`) and not structures, by signing name. */
const MAPS: Readonly<Record<string, ReadonlySet<string>>> = {
  sns: new Set(['Attributes']),
};

export function mapMembers(signingName: string): ReadonlySet<string> {
  return MAPS[signingName] ?? NONE;
}
