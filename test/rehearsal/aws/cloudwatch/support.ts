import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { CloudWatch, CloudWatchOptions } from '../../../../lib/rehearsal/aws/cloudwatch/cloudwatch';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { caller } from '../../support/call';

export const NOON = Date.UTC(2026, 0, 5, 12);
export const MINUTE = 60_000;
export const FUNCTION = 'arn:aws:lambda:eu-west-1:111122223333:function:traffic';
export const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:releases';

export interface Action {
  readonly at: number;
  readonly arn: string;
  readonly body: any;
  readonly alarmArn: string;
}

const clocks: VirtualClock[] = [];

/** Alarms tick for ever: a virtual clock that nobody stops would keep the process busy after a failed test. */
afterEach(() => {
  for (const clock of clocks.splice(0)) clock.stop();
});

/** A CloudWatch on a virtual clock, whose actions and events are collected. */
export function cloudWatch(options: Partial<CloudWatchOptions> = {}) {
  const clock = new VirtualClock(NOON);
  clocks.push(clock);
  const actions: Action[] = [];
  const events: { detailType: string; source: string; detail: any; resources: readonly string[] }[] = [];
  const take = async (arn: string, body: unknown, alarmArn: string): Promise<void> => {
    actions.push({ at: clock.now(), arn, body, alarmArn });
  };
  const service = new CloudWatch({
    clock,
    region: 'eu-west-1',
    accountId: '111122223333',
    targets: { invoke: take, publish: take },
    emit: (detailType, source, detail, resources) => {
      events.push({ detailType, source, detail, resources });
    },
    ...options,
  });
  const call = caller(service, clock);
  const states: string[] = [];
  service.onStateChange(({ alarm, current, at }) => {
    states.push(`${(at - NOON) / 1000} ${alarm.definition.name} ${current.value}`);
  });
  const ingest = (metricName: string, at: number, ...values: number[]): void =>
    service.ingest({ namespace: 'AWS/ApplicationELB', metricName, dimensions: { TargetGroup: 'tg' }, at, values });
  return { clock, service, call, actions, events, states, ingest };
}

/** An alarm on the maximum of `UnHealthyHostCount`: 1 of 1, over 0. */
export const UNHEALTHY = {
  AlarmName: 'unhealthy',
  Namespace: 'AWS/ApplicationELB',
  MetricName: 'UnHealthyHostCount',
  Dimensions: [{ Name: 'TargetGroup', Value: 'tg' }],
  Statistic: 'Maximum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 0,
  ComparisonOperator: 'GreaterThanThreshold',
  AlarmActions: [FUNCTION],
};

export function metric(id: string, metricName: string, stat: string, period = 60): MetricDataQuery {
  const Dimensions = [{ Name: 'TargetGroup', Value: 'tg' }];
  const Metric = { Namespace: 'AWS/ApplicationELB', MetricName: metricName, Dimensions };
  return { Id: id, MetricStat: { Metric, Stat: stat, Period: period }, ReturnData: false };
}

const TOTAL = 'FILL(requests,0)+FILL(refused,0)';

/** The error-rate alarm of an environment, as our constructs write it. */
export const ERRORS = {
  AlarmName: 'errors',
  Metrics: [
    metric('requests', 'RequestCount', 'Sum'),
    metric('errors', 'HTTPCode_Target_5XX_Count', 'Sum'),
    metric('refused', 'TargetConnectionErrorCount', 'Sum'),
    {
      Id: 'rate',
      Expression: `IF(${TOTAL} >= 20, 100*(FILL(errors,0)+FILL(refused,0))/(${TOTAL}), 0)`,
      ReturnData: true,
    },
  ],
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
  AlarmActions: [FUNCTION, TOPIC],
  OKActions: [TOPIC],
};
