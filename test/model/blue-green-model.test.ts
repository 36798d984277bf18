import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BlueGreenModelProps, ModelEnvironment } from '../../lib';
import { ModelStack, modelStack, modelTemplate, propertiesOf } from '../helpers/model-stack';

const template = modelTemplate();

describe('ledger', () => {
  test('is encrypted, restorable and kept', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
      },
    });
  });

  test('takes a key, which its functions may use', () => {
    const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/ledger';
    const key = kms.Key.fromKeyArn(new Stack(new App(), 'Keys'), 'Key', keyArn);
    const own = Template.fromStack(modelStack({ ledgerEncryptionKey: key }).stack);
    own.hasResourceProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: keyArn },
    });
    const { PolicyDocument } = propertiesOf(own, 'AWS::IAM::Policy', 'TrafficFunction');
    expect(PolicyDocument.Statement).toContainEqual(
      expect.objectContaining({ Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey'], Resource: keyArn }),
    );
  });
});

describe('notifications', () => {
  test('go over TLS to an encrypted topic that alarms may publish to', () => {
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] } });
    const { PolicyDocument } = propertiesOf(template, 'AWS::SNS::TopicPolicy');
    const [deny, allow] = PolicyDocument.Statement as { Effect: string; Principal: unknown }[];
    expect(deny).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    expect(allow).toMatchObject({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } });
    const key = propertiesOf(template, 'AWS::KMS::Key').KeyPolicy.Statement[1];
    expect(key).toMatchObject({ Principal: { Service: 'cloudwatch.amazonaws.com' } });
  });

  test('go to the topic that the user has', () => {
    const scope = new Stack(new App(), 'Other');
    const topic = sns.Topic.fromTopicArn(scope, 'Topic', 'arn:aws:sns:eu-west-1:123456789012:releases');
    const own = Template.fromStack(modelStack({ notificationTopic: topic }).stack);
    own.resourceCountIs('AWS::SNS::Topic', 0);
    const { Environment } = propertiesOf(own, 'AWS::Lambda::Function', 'ModelReleaseFunction4');
    expect(Environment.Variables.TOPIC_ARN).toBe('arn:aws:sns:eu-west-1:123456789012:releases');
  });
});

describe('functions', () => {
  const functions = Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties);

  test('run entries of one bundle, each with its own role and log', () => {
    expect(functions.map(({ Handler }) => Handler as string).sort()).toEqual(
      [
        'check',
        'ecs-environments',
        'environment-ecs',
        'model-release',
        'production-route',
        'release',
        'traffic',
        'watch',
      ].map((entry) => `${entry}.handler`),
    );
    expect(new Set(functions.map(({ Code }) => JSON.stringify(Code))).size).toBe(1);
    expect(new Set(functions.map(({ Role }) => JSON.stringify(Role))).size).toBe(8);
    expect(new Set(functions.map(({ LoggingConfig }) => JSON.stringify(LoggingConfig.LogGroup))).size).toBe(8);
  });

  test('are traced, and may always start: no concurrency is taken away', () => {
    for (const properties of functions) {
      expect(properties).toMatchObject({ Runtime: 'nodejs22.x', TracingConfig: { Mode: 'Active' } });
      expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
    }
  });

  test('only the checks run in the VPC', () => {
    expect(functions.filter(({ VpcConfig }) => VpcConfig !== undefined).map(({ Handler }) => Handler)).toEqual([
      'check.handler',
    ]);
  });

  test('all logs end some day', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::Logs::LogGroup'))) {
      expect(Properties.RetentionInDays).toBe(90);
    }
  });
});

test('the workflow is logged without data, and traced', () => {
  template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
    StateMachineName: 'fraud-release',
    LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    TracingConfiguration: { Enabled: true },
  });
});

test('the command line finds the model by its name', () => {
  const { Name, Value } = propertiesOf(template, 'AWS::SSM::Parameter');
  expect(Name).toBe('/cdk-model-bluegreen/fraud');
  expect(JSON.stringify(Value)).toMatch(/stateMachineArn.*ledgerTable.*trafficFunctionName/);
});

describe('addRollbackAlarm', () => {
  const alarmIn = (stack: Stack) =>
    new cloudwatch.Alarm(stack, 'Own', {
      metric: new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Sales' }),
      threshold: 1,
      evaluationPeriods: 1,
    });

  function withOwnAlarm(): ModelStack {
    const made = modelStack();
    made.model.addRollbackAlarm(alarmIn(made.stack));
    return made;
  }

  test('lets the alarm call the traffic function, and the watch read it', () => {
    const own = Template.fromStack(withOwnAlarm().stack);
    const { AlarmActions } = propertiesOf(own, 'AWS::CloudWatch::Alarm', 'Own');
    expect(AlarmActions).toEqual([{ 'Fn::GetAtt': [expect.stringContaining('TrafficFunction'), 'Arn'] }]);
    own.hasResourceProperties('AWS::Lambda::Permission', {
      SourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Own'), 'Arn'] },
      Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
    });
    const { Environment } = propertiesOf(own, 'AWS::Lambda::Function', 'WatchFunction');
    expect(JSON.stringify(Environment.Variables.ALARM_NAMES)).toMatch(/added\\":\[\\".*"Ref":"Own/);
  });

  test('makes the release wait for the alarm', () => {
    const own = Template.fromStack(withOwnAlarm().stack);
    const [release] = Object.values(own.findResources('Custom::ModelRelease'));
    expect(release.DependsOn).toContainEqual(expect.stringMatching(/^Own/));
  });

  test('counts an alarm once', () => {
    const { stack, model } = modelStack();
    const alarm = alarmIn(stack);
    model.addRollbackAlarm(alarm);
    model.addRollbackAlarm(alarm);
    const { AlarmActions } = propertiesOf(Template.fromStack(stack), 'AWS::CloudWatch::Alarm', 'Own');
    expect(AlarmActions).toHaveLength(1);
  });

  test('warns of an alarm that can only be read', () => {
    const { stack, model } = modelStack();
    model.addRollbackAlarm(
      cloudwatch.Alarm.fromAlarmArn(stack, 'Imported', 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:sales'),
    );
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('alarm sales is not of this stack'));
    const { Environment } = propertiesOf(Template.fromStack(stack), 'AWS::Lambda::Function', 'WatchFunction');
    expect(JSON.parse(Environment.Variables.ALARM_NAMES).added).toEqual(['sales']);
  });
});

describe('grants', () => {
  function policyOf(
    grant: (made: ModelStack, role: iam.Role) => void,
    props: Partial<BlueGreenModelProps> = {},
  ): readonly { Action: unknown; Resource: unknown }[] {
    const made = modelStack(props);
    const role = new iam.Role(made.stack, 'Pipeline', { assumedBy: new iam.AccountRootPrincipal() });
    grant(made, role);
    return propertiesOf(Template.fromStack(made.stack), 'AWS::IAM::Policy', 'Pipeline').PolicyDocument.Statement;
  }

  const READ = [
    'ssm:GetParameter',
    'dynamodb:GetItem',
    'dynamodb:Query',
    'states:DescribeExecution',
    'states:GetExecutionHistory',
  ];

  test.each([
    ['grantRead', []],
    ['grantRelease', ['states:StartExecution']],
    ['grantAbort', ['dynamodb:PutItem']],
    ['grantOperate', ['dynamodb:PutItem']],
    ['grantApprove', ['dynamodb:PutItem']],
    ['grantRollback', ['lambda:InvokeFunction', 'states:StartExecution']],
  ] as const)('%s allows what its command calls, on this model only', (method, more) => {
    const statements = policyOf(({ model }, role) => model[method](role));
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([...READ, ...more].sort());
    for (const { Resource } of statements) expect(JSON.stringify(Resource)).toMatch(/Model|:execution:fraud-release:/);
  });

  test.each([
    ['grantRead', ['kms:Decrypt']],
    ['grantAbort', ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*']],
  ] as const)('%s allows what the ledger needs of its key, and no more', (method, actions) => {
    const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/ledger';
    const ledgerEncryptionKey = kms.Key.fromKeyArn(new Stack(new App(), 'Keys'), 'Key', keyArn);
    const statements = policyOf(({ model }, role) => model[method](role), { ledgerEncryptionKey });
    const ofKey = statements.filter(({ Resource }) => Resource === keyArn).flatMap(({ Action }) => Action);
    expect([...new Set(ofKey)].sort()).toEqual(actions);
  });

  test.each([
    ['grantAbort', 'fraud'],
    ['grantOperate', 'fraud'],
    ['grantApprove', 'fraud#approval'],
  ] as const)('%s writes to partition %s only', (method, partition) => {
    const statements = policyOf(({ model }, role) => model[method](role));
    expect(statements.find(({ Action }) => Action === 'dynamodb:PutItem')).toMatchObject({
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [partition] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    });
  });
});

test.each([
  ['onReleaseRolledBack', 'rolled-back'],
  ['onReleasePromoted', 'promoted'],
  ['onApprovalNeeded', 'awaiting-approval'],
] as const)('%s calls the target', (method, phase) => {
  const { stack, model } = modelStack();
  model[method]('Page', { target: new targets.SnsTopic(new sns.Topic(stack, 'Page')) });
  Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['cdk-model-bluegreen'],
      'detail-type': ['Model Release Phase Change'],
      detail: { modelName: ['fraud'], phase: [phase] },
    },
    Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('^Page') } })],
  });
});

test('metrics are those of one environment', () => {
  const { stack, model } = modelStack();
  const metric = stack.resolve(model.metricLatency(ModelEnvironment.GREEN).dimensions) as Record<string, unknown>;
  expect(JSON.stringify(metric.TargetGroup)).toContain('Targetsgreen');
});
