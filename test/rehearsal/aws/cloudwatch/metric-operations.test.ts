import { errorCode } from '../../support/call';
import { cloudWatch, metric, MINUTE, NOON } from './support';

const RANGE = { StartTime: new Date(NOON), EndTime: new Date(NOON + 3 * MINUTE), ScanBy: 'TimestampAscending' };
const at = (minute: number): Date => new Date(NOON + minute * MINUTE);

describe('PutMetricData and GetMetricData', () => {
  test('values and counts become every statistic', () => {
    const { call } = cloudWatch();
    const datum = { MetricName: 'latency', Values: [1, 2, 10], Counts: [50, 49, 1], Timestamp: at(0) };
    call('PutMetricData', { Namespace: 'Ours', MetricData: [datum] });
    const queries = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount', 'p99', 'p99.5'].map((Stat, index) => ({
      Id: `q${index}`,
      MetricStat: { Metric: { Namespace: 'Ours', MetricName: 'latency' }, Stat, Period: 60 },
    }));
    const { MetricDataResults } = call('GetMetricData', { MetricDataQueries: queries, ...RANGE });
    expect(MetricDataResults.map((result: { Values: number[] }) => result.Values[0])).toEqual([
      158, 1.58, 1, 10, 100, 2, 10,
    ]);
  });

  test('math, hidden inputs, and the order of time', () => {
    const { call, ingest } = cloudWatch();
    ingest('RequestCount', NOON, 1, 1);
    ingest('RequestCount', NOON + 2 * MINUTE, 4);
    const queries = [metric('m', 'RequestCount', 'Sum'), { Id: 'e', Expression: 'FILL(m, 0) * 10', Label: 'ten' }];
    const { MetricDataResults } = call('GetMetricData', { MetricDataQueries: queries, ...RANGE });
    const ascending = { Id: 'e', Label: 'ten', Timestamps: [at(0), at(1), at(2)], Values: [20, 0, 40] };
    expect(MetricDataResults).toEqual([{ ...ascending, StatusCode: 'Complete' }]);
    const newest = call('GetMetricData', { MetricDataQueries: queries, ...RANGE, ScanBy: undefined });
    expect(newest.MetricDataResults[0].Values).toEqual([40, 0, 20]);
  });

  test('longer periods gather what shorter ones hold', () => {
    const { call, ingest } = cloudWatch();
    for (let minute = 0; minute < 10; minute++) ingest('RequestCount', NOON + minute * MINUTE, minute);
    const query = { ...metric('m', 'RequestCount', 'Sum', 300), ReturnData: true };
    const range = { StartTime: at(0), EndTime: at(10), ScanBy: 'TimestampAscending' };
    const { MetricDataResults } = call('GetMetricData', { MetricDataQueries: [query], ...range });
    expect(MetricDataResults[0]).toMatchObject({ Timestamps: [at(0), at(5)], Values: [10, 35] });
  });

  test('other dimensions are another metric; the order of dimensions is none', () => {
    const { service, call } = cloudWatch();
    const data = { namespace: 'Ours', metricName: 'm', at: NOON };
    service.ingest({ ...data, dimensions: { a: '1', b: '2' }, values: [1] });
    service.ingest({ ...data, dimensions: { a: '1' }, values: [100] });
    const pair = (Name: string, Value: string) => ({ Name, Value });
    const Metric = { Namespace: 'Ours', MetricName: 'm', Dimensions: [pair('b', '2'), pair('a', '1')] };
    const queries = [{ Id: 'q', MetricStat: { Metric, Stat: 'Sum', Period: 60 } }];
    expect(call('GetMetricData', { MetricDataQueries: queries, ...RANGE }).MetricDataResults[0].Values).toEqual([1]);
  });

  test('data can be read after its delay, its own or the default one', async () => {
    const { call, clock, service, ingest } = cloudWatch({ metricDelayMs: 2 * MINUTE });
    const values = () => {
      const queries = [{ ...metric('m', 'RequestCount', 'Sum'), ReturnData: true }];
      return call('GetMetricData', { MetricDataQueries: queries, ...RANGE }).MetricDataResults[0].Values;
    };
    ingest('RequestCount', NOON, 1);
    const quick = { namespace: 'AWS/ApplicationELB', metricName: 'RequestCount', dimensions: { TargetGroup: 'tg' } };
    service.ingest({ ...quick, at: NOON, values: [10], delayMs: 1000 });
    expect(values()).toEqual([]);
    await clock.sleep(1000);
    expect(values()).toEqual([10]);
    await clock.sleep(2 * MINUTE);
    expect(values()).toEqual([11]);
  });

  test.each([
    ['a service namespace', { Namespace: 'AWS/ELB', MetricData: [{ MetricName: 'm', Value: 1 }] }],
    ['no name', { Namespace: 'Ours', MetricData: [{ Value: 1 }] }],
    ['no value', { Namespace: 'Ours', MetricData: [{ MetricName: 'm' }] }],
    ['value and values', { Namespace: 'Ours', MetricData: [{ MetricName: 'm', Value: 1, Values: [1] }] }],
    ['no number', { Namespace: 'Ours', MetricData: [{ MetricName: 'm', Value: NaN }] }],
    ['infinity', { Namespace: 'Ours', MetricData: [{ MetricName: 'm', Value: Infinity }] }],
    ['a number beyond 2^360', { Namespace: 'Ours', MetricData: [{ MetricName: 'm', Value: -1e109 }] }],
    ['counts of another length', { Namespace: 'Ours', MetricData: [{ MetricName: 'm', Values: [1], Counts: [1, 2] }] }],
    ['151 values', { Namespace: 'Ours', MetricData: [{ MetricName: 'm', Values: Array(151).fill(1) }] }],
    ['1001 metrics', { Namespace: 'Ours', MetricData: Array(1001).fill({ MetricName: 'm', Value: 1 }) }],
    ['a time long past', { Namespace: 'Ours', MetricData: [{ MetricName: 'm', Value: 1, Timestamp: new Date(0) }] }],
    ['a resolution of 30', { Namespace: 'Ours', MetricData: [{ MetricName: 'm', Value: 1, StorageResolution: 30 }] }],
  ])('PutMetricData fails for %s', (_what, input) => {
    const { call } = cloudWatch();
    expect(errorCode(() => call('PutMetricData', input))).toBe('InvalidParameterValue');
  });

  test('GetMetricData fails for a range that ends before it starts', () => {
    const { call } = cloudWatch();
    const input = { MetricDataQueries: [metric('m', 'A', 'Sum')], StartTime: at(1), EndTime: at(1) };
    expect(errorCode(() => call('GetMetricData', input))).toBe('InvalidParameterValue');
  });
});

test('dashboards are kept, and fail when they are not JSON objects', () => {
  const { call } = cloudWatch();
  call('PutDashboard', { DashboardName: 'd', DashboardBody: '{"widgets":[]}' });
  expect(call('GetDashboard', { DashboardName: 'd' }).DashboardBody).toBe('{"widgets":[]}');
  for (const DashboardBody of ['[]', 'x']) {
    expect(errorCode(() => call('PutDashboard', { DashboardName: 'd', DashboardBody }))).toBe('InvalidParameterInput');
  }
  call('DeleteDashboards', { DashboardNames: ['d'] });
  expect(errorCode(() => call('DeleteDashboards', { DashboardNames: ['d'] }))).toBe('ResourceNotFound');
});
