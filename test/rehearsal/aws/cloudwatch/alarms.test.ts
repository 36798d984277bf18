import { AwsError } from '../../../../lib/rehearsal/aws/service';
import { cloudWatch, ERRORS, FUNCTION, MINUTE, NOON, TOPIC, UNHEALTHY } from './support';

describe('an alarm on a metric', () => {
  test('starts without data, alarms once, recovers once, and acts on changes only', async () => {
    const { clock, call, actions, states, ingest } = cloudWatch();
    call('PutMetricAlarm', { ...UNHEALTHY, OKActions: [TOPIC] });
    expect(call('DescribeAlarms', { AlarmNames: ['unhealthy'] }).MetricAlarms[0].StateValue).toBe('INSUFFICIENT_DATA');
    for (const [minute, unhealthy] of [0, 0, 2, 2, 2, 0, 0].entries()) {
      ingest('UnHealthyHostCount', NOON + minute * MINUTE, unhealthy);
      await clock.sleep(MINUTE);
    }
    expect(states).toEqual(['61 unhealthy OK', '181 unhealthy ALARM', '361 unhealthy OK']);
    expect(actions.map(({ arn }) => arn)).toEqual([TOPIC, FUNCTION, TOPIC]);
  });

  test('explains itself with the points, as CloudWatch does', async () => {
    const { clock, call, actions, ingest } = cloudWatch();
    call('PutMetricAlarm', UNHEALTHY);
    ingest('UnHealthyHostCount', NOON, 2);
    await clock.sleep(2 * MINUTE);
    const reason =
      'Threshold Crossed: 1 out of the last 1 datapoint [2.0 (05/01/26 12:00:00)] was greater than the threshold (0.0) ' +
      '(minimum 1 datapoint for OK -> ALARM transition).';
    const alarmArn = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:unhealthy';
    expect(actions).toEqual([expect.objectContaining({ at: NOON + 61_000, arn: FUNCTION, alarmArn })]);
    expect(actions[0].body).toMatchObject({
      source: 'aws.cloudwatch',
      alarmArn,
      accountId: '111122223333',
      time: '2026-01-05T12:01:01.000+0000',
      region: 'eu-west-1',
      alarmData: {
        alarmName: 'unhealthy',
        state: { value: 'ALARM', reason, timestamp: '2026-01-05T12:01:01.000+0000' },
        previousState: { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation' },
        configuration: {
          metrics: [
            {
              metricStat: {
                metric: {
                  namespace: 'AWS/ApplicationELB',
                  name: 'UnHealthyHostCount',
                  dimensions: { TargetGroup: 'tg' },
                },
                period: 60,
                stat: 'Maximum',
              },
              returnData: true,
            },
          ],
        },
      },
    });
    expect(JSON.parse(actions[0].body.alarmData.state.reasonData)).toMatchObject({
      statistic: 'Maximum',
      period: 60,
      recentDatapoints: [2],
      threshold: 0,
      evaluatedDatapoints: [{ timestamp: '2026-01-05T12:00:00.000+0000', value: 2 }],
    });
  });

  test('sees a metric only after its delay', async () => {
    const { clock, call, states, ingest } = cloudWatch({ metricDelayMs: 90_000 });
    call('PutMetricAlarm', UNHEALTHY);
    ingest('UnHealthyHostCount', NOON, 1);
    await clock.sleep(5 * MINUTE);
    // Visible at 90 s, so at the evaluation after two minutes; gone from the range of three periods after four.
    expect(states).toEqual(['121 unhealthy ALARM', '241 unhealthy INSUFFICIENT_DATA']);
  });

  test.each([
    ['missing', []],
    ['ignore', []],
    ['breaching', ['1 unhealthy ALARM']],
    ['notBreaching', ['1 unhealthy OK']],
  ])('without any data, treated as %s', async (TreatMissingData, expected) => {
    const { clock, call, states } = cloudWatch();
    call('PutMetricAlarm', { ...UNHEALTHY, TreatMissingData });
    await clock.sleep(3 * MINUTE);
    expect(states).toEqual(expected);
  });

  test('p99 and p90 latency alarm on their own thresholds', async () => {
    const { clock, call, states, ingest } = cloudWatch();
    const latency = { ...UNHEALTHY, MetricName: 'TargetResponseTime', Statistic: undefined, AlarmActions: [] };
    call('PutMetricAlarm', { ...latency, AlarmName: 'p90', ExtendedStatistic: 'p90', Threshold: 0.5 });
    call('PutMetricAlarm', { ...latency, AlarmName: 'p99', ExtendedStatistic: 'p99', Threshold: 0.5 });
    ingest('TargetResponseTime', NOON, ...Array<number>(95).fill(0.1), ...Array<number>(5).fill(2));
    await clock.sleep(MINUTE + 2000);
    expect(states).toEqual(['61 p90 OK', '61 p99 ALARM']);
  });

  test('a percentile of few samples keeps the state when asked to', async () => {
    const { clock, call, states, ingest } = cloudWatch();
    const latency = { ...UNHEALTHY, MetricName: 'TargetResponseTime', Statistic: undefined, ExtendedStatistic: 'p90' };
    call('PutMetricAlarm', { ...latency, EvaluateLowSampleCountPercentile: 'ignore' });
    ingest('TargetResponseTime', NOON, ...Array<number>(99).fill(2));
    await clock.sleep(MINUTE + 2000);
    expect(states).toEqual([]);
    ingest('TargetResponseTime', NOON + MINUTE, ...Array<number>(100).fill(2));
    await clock.sleep(MINUTE);
    expect(states).toEqual(['121 unhealthy ALARM']);
  });

  test('of ten seconds is evaluated every ten seconds, on high-resolution data only', async () => {
    const { clock, service, call, states } = cloudWatch();
    const quick = { ...UNHEALTHY, Namespace: 'Ours', Dimensions: undefined, Period: 10 };
    call('PutMetricAlarm', { ...quick, AlarmName: 'fine', MetricName: 'fine' });
    call('PutMetricAlarm', { ...quick, AlarmName: 'coarse', MetricName: 'coarse' });
    const data = { namespace: 'Ours', dimensions: {}, at: NOON + 5_000, values: [1] };
    service.ingest({ ...data, metricName: 'fine', storageResolution: 1 });
    service.ingest({ ...data, metricName: 'coarse' });
    await clock.sleep(25_000);
    expect(states).toEqual(['11 fine ALARM']);
  });
});

describe('the error-rate alarm of an environment', () => {
  const minutes = (rates: readonly number[], delay: number) => async () => {
    const { clock, call, actions, states, ingest } = cloudWatch({ metricDelayMs: delay });
    call('PutMetricAlarm', ERRORS);
    for (const [minute, rate] of rates.entries()) {
      ingest('RequestCount', NOON + minute * MINUTE, ...Array<number>(100).fill(1));
      if (rate > 0) ingest('HTTPCode_Target_5XX_Count', NOON + minute * MINUTE, rate);
      await clock.sleep(MINUTE);
    }
    return { actions, states };
  };

  test('needs two bad minutes of three', async () => {
    const { states } = await minutes([0, 50, 0, 0, 50, 50, 0, 0, 0], 0)();
    expect(states).toEqual(['1 errors OK', '361 errors ALARM', '481 errors OK']);
  });

  test('still alarms when metrics come a minute late, though FILL puts a 0 into the newest period', async () => {
    const { states, actions } = await minutes([0, 0, 50, 50, 50, 50], 2 * MINUTE - 1)();
    expect(states).toEqual(['1 errors OK', '301 errors ALARM']);
    expect(actions.map(({ arn }) => arn)).toEqual([TOPIC, FUNCTION, TOPIC]);
  });

  test('one of one never alarms on late metrics: the newest period is always filled with 0', async () => {
    const { clock, call, states, ingest } = cloudWatch({ metricDelayMs: 2 * MINUTE - 1 });
    call('PutMetricAlarm', { ...ERRORS, EvaluationPeriods: 1, DatapointsToAlarm: 1 });
    for (let minute = 0; minute < 6; minute++) {
      ingest('RequestCount', NOON + minute * MINUTE, 100);
      ingest('HTTPCode_Target_5XX_Count', NOON + minute * MINUTE, 100);
      await clock.sleep(MINUTE);
    }
    expect(states).toEqual(['1 errors OK']);
  });

  test('one of one without FILL alarms on late metrics: periods without traffic data have no point', async () => {
    const { clock, call, states, ingest } = cloudWatch({ metricDelayMs: 2 * MINUTE - 1 });
    const Expression = 'IF(requests+refused >= 20, 100*(errors+refused)/(requests+refused), 0)';
    const Metrics = [...ERRORS.Metrics.slice(0, 3), { Id: 'rate', Expression, ReturnData: true }];
    call('PutMetricAlarm', { ...ERRORS, Metrics, EvaluationPeriods: 1, DatapointsToAlarm: 1 });
    for (let minute = 0; minute < 6; minute++) {
      ingest('RequestCount', NOON + minute * MINUTE, 100);
      if (minute >= 2) ingest('HTTPCode_Target_5XX_Count', NOON + minute * MINUTE, 50);
      await clock.sleep(MINUTE);
    }
    expect(states).toEqual(['1 errors OK', '241 errors ALARM']);
  });

  test('names the metrics that never came', () => {
    const { service, call, ingest } = cloudWatch();
    call('PutMetricAlarm', ERRORS);
    call('PutCompositeAlarm', { AlarmName: 'both', AlarmRule: 'ALARM(errors)' });
    ingest('RequestCount', NOON, 1);
    const names = ['HTTPCode_Target_5XX_Count', 'TargetConnectionErrorCount'];
    expect(service.neverSeen('errors').map(({ metricName }) => metricName)).toEqual(names);
    expect(service.neverSeen('both').map(({ metricName }) => metricName)).toEqual(names);
    expect(() => service.neverSeen('nope')).toThrow('alarm nope does not exist');
  });
});

describe('actions', () => {
  const setAlarm = (StateValue: string) => ({ AlarmName: 'unhealthy', StateValue, StateReason: 'a test' });

  test('follow SetAlarmState, once per change, and reach EventBridge too', async () => {
    const { clock, call, actions, events } = cloudWatch();
    call('PutMetricAlarm', UNHEALTHY);
    for (const value of ['ALARM', 'ALARM', 'OK', 'ALARM']) call('SetAlarmState', setAlarm(value));
    await clock.sleep(1);
    expect(actions.map(({ body }) => body.alarmData.state.reason)).toEqual(['a test', 'a test']);
    expect(events.map(({ detail }) => detail.state.value)).toEqual(['ALARM', 'OK', 'ALARM']);
    expect(events[0]).toMatchObject({
      detailType: 'CloudWatch Alarm State Change',
      source: 'aws.cloudwatch',
      resources: ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:unhealthy'],
      detail: { alarmName: 'unhealthy', previousState: { value: 'INSUFFICIENT_DATA' } },
    });
  });

  test('a state that was set lasts until the next evaluation', async () => {
    const { clock, call, states, ingest } = cloudWatch();
    call('PutMetricAlarm', UNHEALTHY);
    ingest('UnHealthyHostCount', NOON, 0);
    await clock.sleep(MINUTE / 2);
    call('SetAlarmState', setAlarm('ALARM'));
    await clock.sleep(2 * MINUTE);
    expect(states).toEqual(['30 unhealthy ALARM', '61 unhealthy OK']);
  });

  test('rest while they are disabled', async () => {
    const { clock, call, actions } = cloudWatch();
    call('PutMetricAlarm', { ...UNHEALTHY, ActionsEnabled: false });
    call('SetAlarmState', setAlarm('ALARM'));
    call('EnableAlarmActions', { AlarmNames: ['unhealthy'] });
    call('SetAlarmState', setAlarm('OK'));
    call('SetAlarmState', setAlarm('ALARM'));
    call('DisableAlarmActions', { AlarmNames: ['unhealthy'] });
    call('SetAlarmState', setAlarm('INSUFFICIENT_DATA'));
    call('SetAlarmState', setAlarm('ALARM'));
    await clock.sleep(1);
    expect(actions).toHaveLength(1);
  });

  test('topics get a subject and the JSON that CloudWatch sends', async () => {
    const { clock, call, actions } = cloudWatch();
    call('PutMetricAlarm', { ...UNHEALTHY, AlarmActions: [TOPIC] });
    call('SetAlarmState', setAlarm('ALARM'));
    await clock.sleep(1);
    expect(actions[0].body.subject).toBe('ALARM: "unhealthy" in eu-west-1');
    expect(JSON.parse(actions[0].body.message)).toMatchObject({
      AlarmName: 'unhealthy',
      NewStateValue: 'ALARM',
      OldStateValue: 'INSUFFICIENT_DATA',
      Trigger: { MetricName: 'UnHealthyHostCount', Statistic: 'Maximum', Threshold: 0 },
    });
  });

  test('fails into the history when the target refuses', async () => {
    const refuse = (): Promise<void> => Promise.reject(new AwsError('AccessDeniedException', 'no'));
    const { clock, call } = cloudWatch({ targets: { invoke: refuse, publish: refuse } });
    call('PutMetricAlarm', UNHEALTHY);
    call('SetAlarmState', setAlarm('ALARM'));
    await clock.sleep(1);
    const { AlarmHistoryItems } = call('DescribeAlarmHistory', { AlarmName: 'unhealthy', HistoryItemType: 'Action' });
    expect(AlarmHistoryItems).toHaveLength(1);
    expect(AlarmHistoryItems[0].HistorySummary).toMatch(/^Failed to execute action .*AccessDeniedException: no/);
  });
});

describe('composite alarms', () => {
  test('follow their children at once, through two levels', () => {
    const { call, states } = cloudWatch();
    for (const AlarmName of ['a', 'b']) call('PutMetricAlarm', { ...UNHEALTHY, AlarmName, AlarmActions: [] });
    call('PutCompositeAlarm', { AlarmName: 'both', AlarmRule: 'ALARM(a) AND ALARM(b)' });
    call('PutCompositeAlarm', { AlarmName: 'top', AlarmRule: 'NOT OK(both)' });
    for (const AlarmName of ['a', 'b']) call('SetAlarmState', { AlarmName, StateValue: 'ALARM', StateReason: 'x' });
    call('SetAlarmState', { AlarmName: 'a', StateValue: 'OK', StateReason: 'x' });
    expect(states.map((line) => line.replace('0 ', ''))).toEqual([
      'both OK',
      'top OK',
      'a ALARM',
      'b ALARM',
      'both ALARM',
      'top ALARM',
      'a OK',
      'both OK',
      'top OK',
    ]);
  });

  test('keep their children from being deleted, unless they go with them', () => {
    const { call } = cloudWatch();
    call('PutMetricAlarm', UNHEALTHY);
    call('PutCompositeAlarm', { AlarmName: 'top', AlarmRule: 'ALARM(unhealthy)' });
    expect(() => call('DeleteAlarms', { AlarmNames: ['unhealthy'] })).toThrow('part of composite alarm top');
    call('DeleteAlarms', { AlarmNames: ['unhealthy', 'top', 'never-there'] });
    const AlarmTypes = ['MetricAlarm', 'CompositeAlarm'];
    expect(call('DescribeAlarms', { AlarmTypes })).toEqual({ MetricAlarms: [], CompositeAlarms: [] });
  });
});
