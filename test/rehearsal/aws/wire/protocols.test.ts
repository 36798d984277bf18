import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { ClusterNotFoundException, DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  CreateTargetGroupCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  RuleNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetTopicAttributesCommand, ListTopicsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { EmulatedAccount } from '../../../../lib/rehearsal/aws/emulated-account';
import { AwsError, EmulatedService, Operation, Protocol } from '../../../../lib/rehearsal/aws/service';
import { WireServer } from '../../../../lib/rehearsal/aws/wire/server';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { clientConfig } from './sdk';

const START = Date.UTC(2031, 4, 5, 6, 7, 8);

/** A service with one scripted operation: what its handler got, and what it answers. */
class Script {
  input: any;
  output: unknown = {};
  readonly service: EmulatedService;

  constructor(
    signingName: string,
    protocol: Protocol,
    operations: readonly string[],
    more: Partial<EmulatedService> = {},
    required: readonly string[] = [],
  ) {
    const operation: Operation = {
      required,
      authorize: () => [{ action: `${signingName}:Do`, resource: '*' }],
      handle: (input) => {
        this.input = input;
        if (this.output instanceof Error) throw this.output;
        return this.output;
      },
    };
    this.service = {
      signingName,
      protocol,
      ...more,
      operations: Object.fromEntries(operations.map((name) => [name, operation])),
    };
  }
}

describe('the wire', () => {
  const clock = new VirtualClock(START);
  const account = new EmulatedAccount({ clock });
  const scripts = {
    elb: new Script('elasticloadbalancing', 'query', ['ModifyRule', 'DescribeRules', 'CreateTargetGroup'], {
      xmlNamespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
    }),
    sns: new Script('sns', 'query', ['Publish', 'GetTopicAttributes'], {
      xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    }),
    cloudwatch: new Script('monitoring', 'json-1.0', ['PutMetricData', 'DescribeAlarms'], {
      targetPrefix: 'GraniteServiceVersion20100801',
    }),
    ecs: new Script('ecs', 'json-1.1', ['DescribeServices'], { targetPrefix: 'AmazonEC2ContainerServiceV20141113' }, [
      'services',
    ]),
    events: new Script('events', 'json-1.1', ['PutEvents'], { targetPrefix: 'AWSEvents' }),
  };
  let server: WireServer;
  let config: ReturnType<typeof clientConfig>;

  beforeAll(async () => {
    for (const { service } of Object.values(scripts)) account.register(service);
    server = await WireServer.start(account);
    config = clientConfig(account, server);
  });

  afterEach(() => {
    account.faults.clear();
    for (const script of Object.values(scripts)) script.output = {};
  });

  afterAll(async () => {
    await server.close();
    clock.stop();
  });

  describe('query and XML', () => {
    const client = () => new ElasticLoadBalancingV2Client({ ...config, maxAttempts: 1 });

    test('nested lists, numbers and booleans arrive typed', async () => {
      const Actions = [
        {
          Type: 'forward' as const,
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: 'arn:blue', Weight: 0 },
              { TargetGroupArn: 'arn:green', Weight: 100 },
            ],
            TargetGroupStickinessConfig: { Enabled: false },
          },
        },
        {
          Type: 'fixed-response' as const,
          FixedResponseConfig: { StatusCode: '503', MessageBody: 'a & b = <c>; "ü"' },
        },
      ];
      await client().send(new ModifyRuleCommand({ RuleArn: 'arn:rule', Actions }));
      expect(scripts.elb.input).toEqual({ RuleArn: 'arn:rule', Actions });
      await client().send(
        new CreateTargetGroupCommand({ Name: 'tg', Port: 8080, HealthCheckPort: '8081', HealthCheckEnabled: true }),
      );
      expect(scripts.elb.input).toEqual({ Name: 'tg', Port: 8080, HealthCheckPort: '8081', HealthCheckEnabled: true });
    });

    test('answers come back as they were given', async () => {
      scripts.elb.output = {
        Rules: [
          {
            RuleArn: 'arn:rule',
            Priority: '1',
            IsDefault: false,
            Conditions: [{ Field: 'path-pattern', Values: ['/a&b<c>', '/"d"'] }],
            Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: 'x', Weight: 0 }] } }],
          },
        ],
      };
      const { Rules } = await client().send(new DescribeRulesCommand({}));
      expect(Rules).toEqual((scripts.elb.output as any).Rules);
      scripts.elb.output = { Rules: [] };
      expect((await client().send(new DescribeRulesCommand({}))).Rules).toEqual([]);
    });

    test('fails with the error class of the client', async () => {
      scripts.elb.output = new AwsError('RuleNotFound', 'One or more rules not found');
      const failure = await client()
        .send(new DescribeRulesCommand({}))
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(RuleNotFoundException);
      expect(failure).toMatchObject({ message: 'One or more rules not found', $metadata: { httpStatusCode: 400 } });
    });

    test('maps go both ways', async () => {
      const sns = new SNSClient(config);
      const MessageAttributes = { model: { DataType: 'String', StringValue: 'fraud' } };
      scripts.sns.output = { MessageId: 'm-1' };
      const { MessageId } = await sns.send(
        new PublishCommand({ TopicArn: 'arn:t', Message: 'line\nline', MessageAttributes }),
      );
      expect(MessageId).toBe('m-1');
      expect(scripts.sns.input).toEqual({ TopicArn: 'arn:t', Message: 'line\nline', MessageAttributes });
      scripts.sns.output = { Attributes: { DisplayName: 'Alerts', Owner: '1' } };
      const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: 'arn:t' }));
      expect(Attributes).toEqual({ DisplayName: 'Alerts', Owner: '1' });
    });
  });

  describe('JSON', () => {
    test('timestamps are dates on both sides', async () => {
      const cloudwatch = new CloudWatchClient(config);
      const Timestamp = new Date(START + 500);
      await cloudwatch.send(
        new PutMetricDataCommand({ Namespace: 'n', MetricData: [{ MetricName: 'm', Timestamp, Value: 0 }] }),
      );
      expect(scripts.cloudwatch.input.MetricData[0]).toEqual({ MetricName: 'm', Timestamp, Value: 0 });
      scripts.cloudwatch.output = {
        MetricAlarms: [{ AlarmName: 'a', StateUpdatedTimestamp: Timestamp, Threshold: 0.5 }],
      };
      const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ['a'] }));
      expect(MetricAlarms).toEqual([{ AlarmName: 'a', StateUpdatedTimestamp: Timestamp, Threshold: 0.5 }]);
      const events = new EventBridgeClient(config);
      await events.send(
        new PutEventsCommand({ Entries: [{ Source: 's', DetailType: 'd', Detail: '{}', Time: Timestamp }] }),
      );
      expect(scripts.events.input.Entries[0].Time).toEqual(Timestamp);
    });

    test('large metric uploads arrive although the client compresses them', async () => {
      const MetricData = Array.from({ length: 400 }, (_, n) => ({ MetricName: `metric-number-${n}`, Value: n }));
      await new CloudWatchClient(config).send(new PutMetricDataCommand({ Namespace: 'n', MetricData }));
      expect(scripts.cloudwatch.input.MetricData).toEqual(MetricData);
    });

    test('fails with the error class of the client', async () => {
      scripts.ecs.output = new AwsError('ClusterNotFoundException', 'Cluster not found.');
      const request = new ECSClient(config).send(new DescribeServicesCommand({ services: ['s'] }));
      await expect(request).rejects.toBeInstanceOf(ClusterNotFoundException);
    });

    test('fails in CloudWatch with the name of the query protocol', async () => {
      scripts.cloudwatch.output = new AwsError('ResourceNotFound', 'no such alarm');
      const request = new CloudWatchClient(config).send(new DescribeAlarmsCommand({}));
      await expect(request).rejects.toMatchObject({ name: 'ResourceNotFound', message: 'no such alarm' });
    });

    test('fails without a required member', async () => {
      const request = new ECSClient(config).send(new DescribeServicesCommand({ services: [] }));
      await expect(request).rejects.toMatchObject({
        name: 'ValidationException',
        message: expect.stringContaining("'services'"),
      });
    });
  });

  describe('the account behind it', () => {
    test('a throttling fault is retried by the SDK, and the journal shows both calls', async () => {
      let throttled = 0;
      account.faults.add(({ operation }) =>
        operation === 'DescribeServices' && throttled++ < 2
          ? new AwsError('ThrottlingException', 'Rate exceeded')
          : undefined,
      );
      const before = account.journal.length;
      const { $metadata } = await new ECSClient(config).send(new DescribeServicesCommand({ services: ['s'] }));
      expect($metadata.attempts).toBe(3);
      expect(account.journal.slice(before).map(({ error, injected }) => [error?.code, injected])).toEqual([
        ['ThrottlingException', true],
        ['ThrottlingException', true],
        [undefined, undefined],
      ]);
    });

    test('answers carry a request id and virtual time', async () => {
      await clock.sleep(86_400_000);
      const response = await fetch(server.endpoint, {
        method: 'POST',
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=${config.credentials.accessKeyId}/20310505/eu-west-1/events/aws4_request, SignedHeaders=x, Signature=x`,
          'x-amz-target': 'AWSEvents.PutEvents',
          'content-type': 'application/x-amz-json-1.1',
        },
        body: '{}',
      });
      expect(response.status).toBe(200);
      expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
      const date = Date.parse(response.headers.get('date') ?? '');
      expect(date - START).toBeGreaterThanOrEqual(86_399_000);
    });

    test.each<[string, () => Promise<unknown>, string]>([
      [
        'a service',
        () => new STSClient({ ...config, maxAttempts: 1 }).send(new GetCallerIdentityCommand({})),
        'service sts',
      ],
      [
        'a query service',
        () => new CloudFormationClient({ ...config, maxAttempts: 1 }).send(new DescribeStacksCommand({})),
        'service cloudformation',
      ],
      [
        'an operation',
        () => new SNSClient({ ...config, maxAttempts: 1 }).send(new ListTopicsCommand({})),
        'operation sns:ListTopics',
      ],
    ])('fails with 501 for %s that is not emulated', async (_kind, request, named) => {
      await expect(request()).rejects.toMatchObject({
        name: 'NotImplemented',
        message: expect.stringContaining(named),
        $metadata: { httpStatusCode: 501 },
      });
      expect(account.journal.at(-1)?.error?.code).toBe('NotImplemented');
    });

    test('fails for an access key that was never handed out', async () => {
      const client = new ECSClient(clientConfig(account, server, 'AKIAOFAREALACCOUNT00'));
      await expect(client.send(new DescribeServicesCommand({ services: ['s'] }))).rejects.toMatchObject({
        name: 'UnrecognizedClientException',
      });
    });

    test('fails for a role without the permission, with the code of each protocol', async () => {
      const { Role } = await account.call('iam', 'CreateRole', {
        RoleName: 'nobody',
        AssumeRolePolicyDocument: JSON.stringify({
          Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: {} },
        }),
      });
      const bound = clientConfig(account, server, account.accessKeys.accessKeyFor(Role.Arn, 'session'));
      const message = expect.stringContaining(
        'User: arn:aws:sts::123456789012:assumed-role/nobody/session is not authorized',
      );
      await expect(new ECSClient(bound).send(new DescribeServicesCommand({ services: ['s'] }))).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message,
        $metadata: { httpStatusCode: 400 },
      });
      await expect(new ElasticLoadBalancingV2Client(bound).send(new DescribeRulesCommand({}))).rejects.toMatchObject({
        name: 'AccessDenied',
        message,
        $metadata: { httpStatusCode: 403 },
      });
    });

    test('fails with 500 when a handler of the emulator breaks, and the journal has the stack', async () => {
      scripts.ecs.output = new TypeError('a bug');
      const client = new ECSClient({ ...config, maxAttempts: 1 });
      await expect(client.send(new DescribeServicesCommand({ services: ['s'] }))).rejects.toMatchObject({
        message: 'the emulator failed: a bug',
        $metadata: { httpStatusCode: 500 },
      });
      expect(account.journal.at(-1)?.error?.message).toContain('protocols.test');
    });
  });
});
