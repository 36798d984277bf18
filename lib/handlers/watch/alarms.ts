import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { THROTTLE_ERRORS } from '../../contract';
import { AlarmReading } from '../../core/watch';
import { messageOf, nameOf } from '../shared/errors';

export type CloudWatch = Pick<CloudWatchClient, 'send'>;

/** DescribeAlarms takes 100 names at most (API reference). */
const MAX_NAMES = 100;

/**
 * States of alarms by name. A failure is part of the reading, because unknown is not OK; only throttling goes on as an error,
 * for the workflow to try again.
 */
export async function readAlarms(client: CloudWatch, names: readonly string[]): Promise<AlarmReading> {
  try {
    const states = new Map<string, string>();
    for (let from = 0; from < names.length; from += MAX_NAMES) {
      await readSome(client, names.slice(from, from + MAX_NAMES), states);
    }
    return {
      kind: 'read',
      firing: names.filter((name) => states.get(name) === 'ALARM'),
      missing: names.filter((name) => !states.has(name)),
    };
  } catch (error) {
    if (THROTTLE_ERRORS.includes(nameOf(error))) throw error;
    return { kind: 'failed', error: `${nameOf(error)}: ${messageOf(error)}` };
  }
}

async function readSome(client: CloudWatch, names: readonly string[], states: Map<string, string>): Promise<void> {
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      // A user's own alarm may be a composite one, which is only answered when asked for.
      new DescribeAlarmsCommand({
        AlarmNames: [...names],
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        MaxRecords: 100,
        NextToken,
      }),
    );
    for (const { AlarmName, StateValue } of [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])]) {
      if (AlarmName !== undefined) states.set(AlarmName, StateValue ?? 'INSUFFICIENT_DATA');
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
}
