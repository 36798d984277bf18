import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { THROTTLE_ERRORS } from '../../contract';
import { AlarmReading } from '../../core/watch';
import { messageOf, nameOf } from '../shared/errors';
import { CloudWatch } from '../shared/metric-points';

/** DescribeAlarms takes 100 names at most (API reference). */
const MAX_NAMES = 100;

/** What we read of an alarm. */
interface AlarmState {
  readonly value: string;
  readonly actionsEnabled: boolean;
  readonly since: Date | undefined;
}

/**
 * States of our alarms and of those that the user added. A failure is part of the reading, because unknown is not OK; only throttling goes on as an error,
 * for the workflow to try again.
 */
export async function readAlarms(
  client: CloudWatch,
  { own, added }: { readonly own: readonly string[]; readonly added: readonly string[] },
): Promise<AlarmReading> {
  const names = [...own, ...added];
  try {
    const states = new Map<string, AlarmState>();
    for (let from = 0; from < names.length; from += MAX_NAMES) {
      await readSome(client, names.slice(from, from + MAX_NAMES), states);
    }
    const firing = names.filter((name) => states.get(name)?.value === 'ALARM');
    return {
      kind: 'read',
      firing,
      missing: names.filter((name) => !states.has(name)),
      noData: added.filter((name) => states.get(name)?.value === 'INSUFFICIENT_DATA'),
      disabled: names.filter((name) => states.get(name)?.actionsEnabled === false),
      addedSince: timesOf(
        firing.filter((name) => added.includes(name)),
        states,
      ),
      ownSince: timesOf(
        firing.filter((name) => own.includes(name)),
        states,
      ),
    };
  } catch (error) {
    if (THROTTLE_ERRORS.includes(nameOf(error))) throw error;
    return { kind: 'failed', error: `${nameOf(error)}: ${messageOf(error)}` };
  }
}

/** Those that don't say since when are left out. */
function timesOf(names: readonly string[], states: ReadonlyMap<string, AlarmState>): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const since = states.get(name)?.since;
      return since === undefined ? [] : [[name, since.toISOString()]];
    }),
  );
}

async function readSome(client: CloudWatch, names: readonly string[], states: Map<string, AlarmState>): Promise<void> {
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
    const alarms = [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])];
    for (const { AlarmName, StateValue, ActionsEnabled, StateTransitionedTimestamp: since } of alarms) {
      if (AlarmName === undefined) continue;
      states.set(AlarmName, {
        value: StateValue ?? 'INSUFFICIENT_DATA',
        actionsEnabled: ActionsEnabled ?? true,
        since,
      });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
}
