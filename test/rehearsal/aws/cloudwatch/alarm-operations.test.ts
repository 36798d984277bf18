import { callContext, errorCode } from '../../support/call';
import { cloudWatch, ERRORS, FUNCTION, metric, NOON, UNHEALTHY } from './support';

const ARN = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm';

describe('PutMetricAlarm', () => {
  const without = (member: string) => ({ ...UNHEALTHY, [member]: undefined });
  test.each([
    ['no name', { ...UNHEALTHY, AlarmName: '' }],
    ['a name that is not ASCII', { ...UNHEALTHY, AlarmName: 'é' }],
    ['no metric', without('MetricName')],
    ['no namespace', without('Namespace')],
    ['no statistic', without('Statistic')],
    ['two statistics', { ...UNHEALTHY, ExtendedStatistic: 'p99' }],
    ['an unknown statistic', { ...UNHEALTHY, Statistic: 'Median' }],
    ['no period', without('Period')],
    ['a period of 15 s', { ...UNHEALTHY, Period: 15 }],
    ['a period of 90 s', { ...UNHEALTHY, Period: 90 }],
    ['a period of 0', { ...UNHEALTHY, Period: 0 }],
    ['no evaluation periods', without('EvaluationPeriods')],
    ['0 evaluation periods', { ...UNHEALTHY, EvaluationPeriods: 0 }],
    ['more than a day', { ...UNHEALTHY, EvaluationPeriods: 1441 }],
    ['more datapoints than periods', { ...UNHEALTHY, DatapointsToAlarm: 2 }],
    ['0 datapoints', { ...UNHEALTHY, DatapointsToAlarm: 0 }],
    ['no threshold', without('Threshold')],
    ['no operator', without('ComparisonOperator')],
    ['an unknown operator', { ...UNHEALTHY, ComparisonOperator: 'Equals' }],
    ['an unknown treatment', { ...UNHEALTHY, TreatMissingData: 'zero' }],
    ['six actions', { ...UNHEALTHY, AlarmActions: Array(6).fill(FUNCTION) }],
    ['a sample policy without percentile', { ...UNHEALTHY, EvaluateLowSampleCountPercentile: 'ignore' }],
    ['metric and math', { ...ERRORS, MetricName: 'x' }],
    ['no returned series', { ...ERRORS, Metrics: [metric('a', 'A', 'Sum')] }],
    [
      'two returned series',
      { ...ERRORS, Metrics: ['a', 'b'].map((id) => ({ ...metric(id, id, 'Sum'), ReturnData: true })) },
    ],
    ['an unknown id', { ...ERRORS, Metrics: [metric('a', 'A', 'Sum'), { Id: 'e', Expression: 'a + b' }] }],
    ['a circle', { ...ERRORS, Metrics: [metric('a', 'A', 'Sum'), { Id: 'e', Expression: 'e + a' }] }],
    ['a duplicate id', { ...ERRORS, Metrics: [metric('a', 'A', 'Sum'), { Id: 'a', Expression: '1' }] }],
    ['a bad id', { ...ERRORS, Metrics: [metric('A', 'A', 'Sum'), { Id: 'e', Expression: '1' }] }],
    ['an unknown function', { ...ERRORS, Metrics: [metric('a', 'A', 'Sum'), { Id: 'e', Expression: 'NOSUCH(a)' }] }],
    ['a number as result', { ...ERRORS, Metrics: [metric('a', 'A', 'Sum'), { Id: 'e', Expression: 'SUM(a)' }] }],
    ['an array as result', { ...ERRORS, Metrics: [metric('a', 'A', 'Sum'), { Id: 'e', Expression: '[a, a]' }] }],
    ['math without metrics', { ...ERRORS, Metrics: [{ Id: 'e', Expression: 'TIME_SERIES(1)' }] }],
    [
      'eleven metrics',
      {
        ...ERRORS,
        Metrics: [...'abcdfghijkl'].map((id) => metric(id, id, 'Sum')).concat({ Id: 'e', Expression: 'a' }),
      },
    ],
  ])('fails for %s', (_what, input) => {
    const { call, service } = cloudWatch();
    expect(errorCode(() => call('PutMetricAlarm', input))).toBe('ValidationError');
    expect(service.alarms).toEqual([]);
  });

  test.each([
    ['an anomaly band', { ...UNHEALTHY, ThresholdMetricId: 'ad1' }],
    ['a unit', { ...UNHEALTHY, Unit: 'Seconds' }],
    ['an EC2 action', { ...UNHEALTHY, AlarmActions: ['arn:aws:automate:eu-west-1:ec2:stop'] }],
    ['mixed periods', { ...ERRORS, Metrics: [metric('a', 'A', 'Sum', 300), ...ERRORS.Metrics] }],
  ])('fails with 501 for %s', (_what, input) => {
    const { call } = cloudWatch();
    expect(errorCode(() => call('PutMetricAlarm', input))).toBe('NotImplemented');
  });

  test('keeps the state of an alarm that it replaces', () => {
    const { call } = cloudWatch();
    call('PutMetricAlarm', UNHEALTHY);
    call('SetAlarmState', { AlarmName: 'unhealthy', StateValue: 'ALARM', StateReason: 'x' });
    call('PutMetricAlarm', { ...UNHEALTHY, Threshold: 3 });
    const [alarm] = call('DescribeAlarms', {}).MetricAlarms;
    expect(alarm).toMatchObject({ Threshold: 3, StateValue: 'ALARM', StateReason: 'x' });
  });
});

describe('PutCompositeAlarm', () => {
  test.each([
    ['an unknown child', { AlarmRule: 'ALARM(nope)' }, 'ValidationError'],
    ['itself as child', { AlarmRule: 'ALARM(unhealthy) OR ALARM(top)' }, 'ValidationError'],
    ['a suppressor', { AlarmRule: 'ALARM(unhealthy)', ActionsSuppressor: 'x' }, 'NotImplemented'],
  ])('fails for %s', (_what, input, code) => {
    const { call } = cloudWatch();
    call('PutMetricAlarm', UNHEALTHY);
    expect(errorCode(() => call('PutCompositeAlarm', { AlarmName: 'top', ...input }))).toBe(code);
  });

  test('fails to close a circle through another composite alarm', () => {
    const { call } = cloudWatch();
    call('PutMetricAlarm', UNHEALTHY);
    call('PutCompositeAlarm', { AlarmName: 'a', AlarmRule: 'ALARM(unhealthy)' });
    call('PutCompositeAlarm', { AlarmName: 'b', AlarmRule: 'ALARM(a)' });
    expect(errorCode(() => call('PutCompositeAlarm', { AlarmName: 'a', AlarmRule: 'ALARM(b)' }))).toBe(
      'NotImplemented',
    );
  });
});

describe('DescribeAlarms', () => {
  const stage = () => {
    const { call, service } = cloudWatch();
    for (const AlarmName of ['m-blue-errors', 'm-blue-p99', 'm-green-errors']) {
      call('PutMetricAlarm', { ...UNHEALTHY, AlarmName });
    }
    call('PutCompositeAlarm', { AlarmName: 'm-all', AlarmRule: 'ALARM("m-blue-errors")' });
    call('SetAlarmState', { AlarmName: 'm-blue-p99', StateValue: 'ALARM', StateReason: 'x' });
    const names = (input: unknown): string[] =>
      call('DescribeAlarms', input).MetricAlarms.map((alarm: { AlarmName: string }) => alarm.AlarmName);
    return { call, names, service };
  };

  test.each([
    [{}, ['m-blue-errors', 'm-blue-p99', 'm-green-errors']],
    [{ AlarmNames: ['m-green-errors', 'nope'] }, ['m-green-errors']],
    [{ AlarmNamePrefix: 'm-blue' }, ['m-blue-errors', 'm-blue-p99']],
    [{ AlarmNamePrefix: 'm-blue', StateValue: 'ALARM' }, ['m-blue-p99']],
    [{ StateValue: 'OK' }, []],
    [{ ActionPrefix: 'arn:aws:lambda' }, ['m-blue-errors', 'm-blue-p99', 'm-green-errors']],
    [{ ActionPrefix: 'arn:aws:sns' }, []],
    [{ AlarmTypes: ['CompositeAlarm'] }, []],
  ])('%j finds %j', (input, expected) => {
    expect(stage().names(input)).toEqual(expected);
  });

  test('returns composite alarms only when asked', () => {
    const { call } = stage();
    expect(call('DescribeAlarms', {}).CompositeAlarms).toEqual([]);
    expect(call('DescribeAlarms', { AlarmTypes: ['CompositeAlarm'] }).CompositeAlarms[0].AlarmName).toBe('m-all');
  });

  test('goes page by page', () => {
    const { call, names } = stage();
    expect(names({ MaxRecords: 2 })).toHaveLength(2);
    const { NextToken } = call('DescribeAlarms', { MaxRecords: 2 });
    expect(names({ MaxRecords: 2, NextToken })).toEqual(['m-green-errors']);
    expect(call('DescribeAlarms', { MaxRecords: 2, NextToken }).NextToken).toBeUndefined();
  });

  test.each([
    [{ AlarmNames: ['a'], AlarmNamePrefix: 'b' }, 'ValidationError'],
    [{ MaxRecords: 101 }, 'ValidationError'],
    [{ StateValue: 'FINE' }, 'ValidationError'],
    [{ NextToken: 'x' }, 'InvalidNextToken'],
    [{ ChildrenOfAlarmName: 'm-all' }, 'NotImplemented'],
  ])('fails for %j with %s', (input, code) => {
    const { call } = stage();
    expect(errorCode(() => call('DescribeAlarms', input))).toBe(code);
  });

  test('gives an alarm back as it was put', () => {
    const { call } = cloudWatch();
    call('PutMetricAlarm', UNHEALTHY);
    call('PutMetricAlarm', ERRORS);
    const [errors, unhealthy] = call('DescribeAlarms', {}).MetricAlarms;
    const { AlarmActions, Metrics, Threshold, TreatMissingData } = ERRORS;
    expect(errors).toMatchObject({ AlarmActions, Metrics, Threshold, TreatMissingData, DatapointsToAlarm: 2 });
    expect(unhealthy).toMatchObject({ ...UNHEALTHY, AlarmArn: `${ARN}:unhealthy`, TreatMissingData: 'missing' });
    expect(unhealthy.StateUpdatedTimestamp).toEqual(new Date(NOON));
  });
});

describe('permissions', () => {
  test.each([
    ['DescribeAlarms', { AlarmNames: ['a', 'b'] }, ['cloudwatch:DescribeAlarms', `${ARN}:a`, `${ARN}:b`]],
    ['DescribeAlarms', {}, ['cloudwatch:DescribeAlarms', `${ARN}:*`]],
    ['DescribeAlarms', { AlarmNames: ['a'], AlarmTypes: ['CompositeAlarm'] }, ['cloudwatch:DescribeAlarms', '*']],
    ['PutMetricAlarm', UNHEALTHY, ['cloudwatch:PutMetricAlarm', `${ARN}:unhealthy`]],
    ['SetAlarmState', { AlarmName: 'a' }, ['cloudwatch:SetAlarmState', `${ARN}:a`]],
    ['GetMetricData', {}, ['cloudwatch:GetMetricData', '*']],
  ])('%s of %j', (operation, input, [action, ...resources]) => {
    const { clock, service } = cloudWatch();
    const asked = service.operations[operation].authorize(input, callContext(clock));
    expect(asked).toEqual(resources.map((resource) => ({ action, resource })));
  });

  test('PutMetricData names its namespace', () => {
    const { clock, service } = cloudWatch();
    const [asked] = service.operations.PutMetricData.authorize({ Namespace: 'Ours' }, callContext(clock));
    expect(asked.context).toEqual({ 'cloudwatch:namespace': 'Ours' });
  });
});

test('tags come and go', () => {
  const { call } = cloudWatch();
  call('PutMetricAlarm', { ...UNHEALTHY, Tags: [{ Key: 'a', Value: '1' }] });
  const ResourceARN = `${ARN}:unhealthy`;
  call('TagResource', { ResourceARN, Tags: [{ Key: 'b', Value: '2' }] });
  call('UntagResource', { ResourceARN, TagKeys: ['a'] });
  expect(call('ListTagsForResource', { ResourceARN })).toEqual({ Tags: [{ Key: 'b', Value: '2' }] });
  expect(errorCode(() => call('TagResource', { ResourceARN: `${ARN}:x`, Tags: [] }))).toBe('ResourceNotFoundException');
});

test('the history holds every change, newest first', () => {
  const { call } = cloudWatch();
  call('PutMetricAlarm', { ...UNHEALTHY, AlarmActions: [] });
  call('SetAlarmState', { AlarmName: 'unhealthy', StateValue: 'OK', StateReason: 'x' });
  call('DeleteAlarms', { AlarmNames: ['unhealthy'] });
  const summaries = (input: object): string[] =>
    call('DescribeAlarmHistory', input).AlarmHistoryItems.map(
      (item: { HistorySummary: string }) => item.HistorySummary,
    );
  const all = ['Alarm "unhealthy" created', 'Alarm updated from INSUFFICIENT_DATA to OK', 'Alarm "unhealthy" deleted'];
  expect(summaries({ ScanBy: 'TimestampAscending' })).toEqual(all);
  expect(summaries({})).toEqual([...all].reverse());
  expect(summaries({ HistoryItemType: 'StateUpdate' })).toEqual([all[1]]);
  expect(summaries({ AlarmName: 'other' })).toEqual([]);
});
