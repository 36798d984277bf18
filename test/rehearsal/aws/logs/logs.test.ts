import { MetricData } from '../../../../lib/rehearsal/aws/cloudwatch/metric-store';
import { Logs } from '../../../../lib/rehearsal/aws/logs/logs';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { callContext, caller, errorCode } from '../../support/call';

const logGroupName = '/aws/lambda/traffic';

function stage() {
  const clock = new VirtualClock(0);
  const metrics: MetricData[] = [];
  const logs = new Logs({ clock, ingest: (data) => metrics.push(data) });
  return { clock, logs, metrics, call: caller(logs, clock) };
}

describe('log groups', () => {
  test('are created, limited, unlimited and deleted', () => {
    const { call, logs } = stage();
    call('CreateLogGroup', { logGroupName });
    call('PutRetentionPolicy', { logGroupName, retentionInDays: 731 });
    expect(logs.retentionOf(logGroupName)).toBe(731);
    call('DeleteRetentionPolicy', { logGroupName });
    expect(logs.retentionOf(logGroupName)).toBeUndefined();
    call('DeleteLogGroup', { logGroupName });
    expect(() => logs.retentionOf(logGroupName)).toThrow('The specified log group does not exist');
  });

  test('fail to be created twice', () => {
    const { call } = stage();
    call('CreateLogGroup', { logGroupName });
    expect(errorCode(() => call('CreateLogGroup', { logGroupName }))).toBe('ResourceAlreadyExistsException');
  });

  test('fail with a retention that CloudWatch Logs does not offer', () => {
    const { call } = stage();
    call('CreateLogGroup', { logGroupName });
    const put = () => call('PutRetentionPolicy', { logGroupName, retentionInDays: 10 });
    expect(errorCode(put)).toBe('InvalidParameterException');
  });

  test.each(['DeleteLogGroup', 'PutRetentionPolicy', 'DeleteRetentionPolicy'])(
    '%s fails for an unknown one',
    (name) => {
      const { call } = stage();
      expect(errorCode(() => call(name, { logGroupName, retentionInDays: 7 }))).toBe('ResourceNotFoundException');
    },
  );

  test('need permissions on their ARN', () => {
    const { clock, logs } = stage();
    expect(logs.operations.CreateLogGroup.authorize({ logGroupName }, callContext(clock))).toEqual([
      { action: 'logs:CreateLogGroup', resource: `arn:aws:logs:eu-west-1:111122223333:log-group:${logGroupName}` },
    ]);
  });
});

describe('lines', () => {
  const line = JSON.stringify({
    _aws: {
      Timestamp: 5,
      CloudWatchMetrics: [{ Namespace: 'models', Dimensions: [[]], Metrics: [{ Name: 'Requests' }] }],
    },
    Requests: 7,
  });

  test('hold metrics, which count for the virtual moment and can be read some seconds later', () => {
    const { call, logs, metrics } = stage();
    call('CreateLogGroup', { logGroupName });
    logs.receive(logGroupName, line);
    expect(metrics).toEqual([
      {
        ...{ namespace: 'models', metricName: 'Requests', dimensions: {}, values: [7] },
        ...{ at: 0, delayMs: 10_000, storageResolution: 60 },
      },
    ]);
  });

  test('to a group that is gone are lost', () => {
    const { logs, metrics } = stage();
    logs.receive(logGroupName, line);
    expect(metrics).toEqual([]);
  });
});
