import { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { ParitySpec, Verdict } from '../../lib/contract';
import { makeHandler } from '../../lib/handlers/check';
import { firstLedgerIn, RELEASE_1 } from '../core/ledger/ledgers';
import { World } from './world/world';

const PARITY: ParitySpec = {
  kind: 'parity',
  name: 'parity',
  allowedDifferences: [],
  versionEnvironment: [],
  containerName: 'model',
};

function alarm(environment: string, members: Partial<MetricAlarm> = {}): MetricAlarm {
  const MetricStat = {
    Metric: { MetricName: 'Errors', Dimensions: [{ Name: 'Group', Value: environment }] },
    Period: 60,
    Stat: 'Sum',
  };
  return {
    AlarmName: `fraud-${environment}-errors`,
    Threshold: 1,
    EvaluationPeriods: 2,
    StateValue: environment === 'blue' ? 'OK' : 'INSUFFICIENT_DATA',
    Metrics: [
      { Id: 'rate', Expression: '100 * errors / requests' },
      { Id: 'errors', MetricStat },
    ],
    ...members,
  };
}

async function check(green: Partial<MetricAlarm>): Promise<Verdict> {
  const world = new World(firstLedgerIn('checking'));
  const send = async ({ input }: any) => ({
    MetricAlarms: input.AlarmNames.map((name: string) =>
      name.includes('blue') ? alarm('blue') : alarm('green', green),
    ),
  });
  const clients = {
    ...world.clients(),
    cloudwatch: { send } as never,
    fetch: async () => ({}) as never,
    stopwatch: () => 0,
  };
  const event = { action: 'check', releaseId: RELEASE_1, spec: PARITY };
  return makeHandler({ ...world.deps(), clients })(event) as Promise<Verdict>;
}

test('alarms agree though names, dimensions and states differ', async () => {
  expect(await check({})).toMatchObject({ status: 'PASS' });
});

test.each<[string, Partial<MetricAlarm>, string]>([
  ['threshold', { Threshold: 50 }, 'alarms.errors.threshold'],
  ['actions that are off', { ActionsEnabled: false }, 'alarms.errors.actionsEnabled'],
  ['number of metrics', { Metrics: [{ Id: 'rate', Expression: '0' }] }, 'alarms.errors.metrics.errors.metric'],
  ['metric', { MetricName: 'Other' }, 'alarms.errors.metric'],
])('fails with another %s', async (_, members, path) => {
  expect(await check(members)).toMatchObject({ status: 'FAIL', reason: expect.stringContaining(path) });
});
