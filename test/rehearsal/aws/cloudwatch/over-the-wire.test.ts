import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutMetricAlarmCommand,
  PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  ValidationException,
} from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CloudWatch } from '../../../../lib/rehearsal/aws/cloudwatch/cloudwatch';
import { EmulatedAccount } from '../../../../lib/rehearsal/aws/emulated-account';
import { Events } from '../../../../lib/rehearsal/aws/events/events';
import { Sns } from '../../../../lib/rehearsal/aws/sns/sns';
import { WireServer } from '../../../../lib/rehearsal/aws/wire/server';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { clientConfig } from '../wire/sdk';
import { ERRORS, MINUTE, NOON, UNHEALTHY } from './support';

describe('CloudWatch, EventBridge and SNS over the wire', () => {
  const clock = new VirtualClock(NOON);
  const account = new EmulatedAccount({ clock });
  const place = { clock, region: account.region, accountId: account.accountId };
  const refuse = (): Promise<void> => Promise.reject(new Error('no function in this test'));
  const sns = new Sns({ ...place, invoke: refuse });
  const publish = async (TopicArn: string, Message: string, sourceArn: string): Promise<void> => {
    const caller = { kind: 'service', principal: 'events.amazonaws.com', sourceArn } as const;
    await account.call('sns', 'Publish', { TopicArn, Message }, caller);
  };
  const events = new Events({ ...place, targets: { invoke: refuse, startExecution: refuse, publish } });
  const cloudWatch = new CloudWatch({ ...place, targets: { invoke: refuse, publish: refuse }, emit: events.emit });
  let server: WireServer;

  beforeAll(async () => {
    for (const service of [cloudWatch, events, sns]) account.register(service);
    server = await WireServer.start(account);
  });
  afterAll(async () => {
    clock.stop();
    await server.close();
  });

  test('an alarm with math goes in and comes out as the SDK types it', async () => {
    const client = new CloudWatchClient(clientConfig(account, server));
    await client.send(new PutMetricAlarmCommand(ERRORS as PutMetricAlarmCommandInput));
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: ['errors'] }));
    expect(MetricAlarms[0]).toMatchObject({ StateValue: 'INSUFFICIENT_DATA', Metrics: ERRORS.Metrics });
    expect(MetricAlarms[0].StateUpdatedTimestamp).toBeInstanceOf(Date);
  });

  test('a refused alarm is an error that the SDK knows, under the name it gives to the code ValidationError', async () => {
    const client = new CloudWatchClient(clientConfig(account, server));
    const input = { ...UNHEALTHY, Period: 15 } as PutMetricAlarmCommandInput;
    await expect(client.send(new PutMetricAlarmCommand(input))).rejects.toBeInstanceOf(ValidationException);
  });

  test('metric data keeps its times', async () => {
    const client = new CloudWatchClient(clientConfig(account, server));
    const Timestamp = new Date(NOON);
    await client.send(
      new PutMetricDataCommand({ Namespace: 'Ours', MetricData: [{ MetricName: 'm', Value: 1.5, Timestamp }] }),
    );
    const MetricStat = { Metric: { Namespace: 'Ours', MetricName: 'm' }, Stat: 'p99', Period: 60 };
    const { MetricDataResults = [] } = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [{ Id: 'q', MetricStat }],
        StartTime: Timestamp,
        EndTime: new Date(NOON + MINUTE),
      }),
    );
    expect(MetricDataResults[0]).toMatchObject({ Id: 'q', Timestamps: [Timestamp], Values: [1.5] });
  });

  test('an event reaches a topic whose policy admits the rule, and only then', async () => {
    const eventBridge = new EventBridgeClient(clientConfig(account, server));
    const topics = new SNSClient(clientConfig(account, server));
    const { TopicArn = '' } = await topics.send(new CreateTopicCommand({ Name: 'releases' }));
    await topics.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' }));
    await eventBridge.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["ours"]}' }));
    await eventBridge.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: 't', Arn: TopicArn }] }));
    const put = async (): Promise<void> => {
      const Entries = [{ Source: 'ours', DetailType: 'Phase', Detail: '{"phase":"baking"}' }];
      expect(await eventBridge.send(new PutEventsCommand({ Entries }))).toMatchObject({ FailedEntryCount: 0 });
    };
    await put();
    expect(events.deliveries.at(-1)?.error).toContain('AuthorizationError');
    const Statement = [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sns:Publish' }];
    const AttributeValue = JSON.stringify({ Version: '2012-10-17', Statement });
    await account.call('sns', 'SetTopicAttributes', { TopicArn, AttributeName: 'Policy', AttributeValue });
    await put();
    expect(events.deliveries.at(-1)?.error).toBeUndefined();
    expect(sns.deliveries).toHaveLength(1);
    await topics.send(new PublishCommand({ TopicArn, Subject: 'by hand', Message: 'hello' }));
    expect(sns.deliveries.at(-1)).toMatchObject({ subject: 'by hand', message: 'hello', endpoint: 'ops@example.com' });
  });
});
