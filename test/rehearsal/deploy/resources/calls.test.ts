import { Rehearsal } from '../support/rehearse';
import { callsOf, registerAnswers } from '../support/recording-service';

let rehearsal: Rehearsal;
beforeEach(() => (rehearsal = new Rehearsal()));
afterEach(() => rehearsal.close());

const fixedName = expect.stringMatching(/^Shop-R-[0-9A-F]{12}$/);

/** What one resource `R` makes of its service when it is created, changed and destroyed. */
interface Life {
  readonly type: string;
  readonly service: string;
  readonly answers: Readonly<Record<string, object>>;
  readonly created: object;
  readonly changed: object;
  readonly calls: readonly (readonly [string, object])[];
}

const definition = { StartAt: 'A', States: { A: { Type: 'Succeed', Comment: '${Who}' } } };

const LIVES: readonly Life[] = [
  {
    type: 'AWS::CloudWatch::Alarm',
    service: 'monitoring',
    answers: { PutMetricAlarm: {}, DeleteAlarms: {} },
    created: { AlarmName: 'hot', Threshold: 1 },
    changed: { AlarmName: 'hot', Threshold: 2 },
    calls: [
      ['PutMetricAlarm', { AlarmName: 'hot', Threshold: 1 }],
      ['PutMetricAlarm', { AlarmName: 'hot', Threshold: 2 }],
      ['DeleteAlarms', { AlarmNames: ['hot'] }],
    ],
  },
  {
    type: 'AWS::CloudWatch::Dashboard',
    service: 'monitoring',
    answers: { PutDashboard: {}, DeleteDashboards: {} },
    created: { DashboardBody: '{}' },
    changed: { DashboardBody: '{"a":1}' },
    calls: [
      ['PutDashboard', { DashboardName: fixedName, DashboardBody: '{}' }],
      ['PutDashboard', { DashboardName: fixedName, DashboardBody: '{"a":1}' }],
      ['DeleteDashboards', { DashboardNames: [fixedName] }],
    ],
  },
  {
    type: 'AWS::StepFunctions::StateMachine',
    service: 'states',
    answers: { CreateStateMachine: { stateMachineArn: 'arn:sm' }, UpdateStateMachine: {}, DeleteStateMachine: {} },
    created: { RoleArn: 'arn:role', Definition: definition, DefinitionSubstitutions: { Who: 'me' } },
    changed: { RoleArn: 'arn:role', DefinitionString: '{"StartAt":"B"}' },
    calls: [
      [
        'CreateStateMachine',
        {
          name: fixedName,
          type: 'STANDARD',
          roleArn: 'arn:role',
          definition: JSON.stringify(definition).replace('${Who}', 'me'),
        },
      ],
      ['UpdateStateMachine', { stateMachineArn: 'arn:sm', roleArn: 'arn:role', definition: '{"StartAt":"B"}' }],
      ['DeleteStateMachine', { stateMachineArn: 'arn:sm' }],
    ],
  },
  {
    type: 'AWS::Events::Rule',
    service: 'events',
    answers: { PutRule: { RuleArn: 'arn:rule' }, PutTargets: {}, RemoveTargets: {}, DeleteRule: {} },
    created: { EventPattern: { source: ['a'] }, State: 'ENABLED', Targets: [{ Id: 'T0', Arn: 'arn:x' }] },
    changed: { EventPattern: { source: ['b'] }, State: 'ENABLED', Targets: [{ Id: 'T1', Arn: 'arn:y' }] },
    calls: [
      ['PutRule', { Name: fixedName, State: 'ENABLED', EventPattern: '{"source":["a"]}' }],
      ['PutTargets', { Rule: fixedName, Targets: [{ Id: 'T0', Arn: 'arn:x' }] }],
      ['RemoveTargets', { Rule: fixedName, Ids: ['T0'] }],
      ['PutRule', { Name: fixedName, State: 'ENABLED', EventPattern: '{"source":["b"]}' }],
      ['PutTargets', { Rule: fixedName, Targets: [{ Id: 'T1', Arn: 'arn:y' }] }],
      ['RemoveTargets', { Rule: fixedName, Ids: ['T1'] }],
      ['DeleteRule', { Name: fixedName }],
    ],
  },
  {
    type: 'AWS::SNS::Subscription',
    service: 'sns',
    answers: { Subscribe: { SubscriptionArn: 'arn:sub' }, SetSubscriptionAttributes: {}, Unsubscribe: {} },
    created: { TopicArn: 'arn:t', Protocol: 'lambda', Endpoint: 'arn:f', FilterPolicy: { phase: ['baking'] } },
    changed: { TopicArn: 'arn:t', Protocol: 'lambda', Endpoint: 'arn:f', FilterPolicy: { phase: ['standby'] } },
    calls: [
      [
        'Subscribe',
        {
          TopicArn: 'arn:t',
          Protocol: 'lambda',
          Endpoint: 'arn:f',
          ReturnSubscriptionArn: true,
          Attributes: { FilterPolicy: '{"phase":["baking"]}' },
        },
      ],
      [
        'SetSubscriptionAttributes',
        { SubscriptionArn: 'arn:sub', AttributeName: 'FilterPolicy', AttributeValue: '{"phase":["standby"]}' },
      ],
      ['Unsubscribe', { SubscriptionArn: 'arn:sub' }],
    ],
  },
  {
    type: 'AWS::Logs::LogGroup',
    service: 'logs',
    answers: { CreateLogGroup: {}, PutRetentionPolicy: {}, DeleteRetentionPolicy: {}, DeleteLogGroup: {} },
    created: { RetentionInDays: 7 },
    changed: {},
    calls: [
      ['CreateLogGroup', { logGroupName: fixedName }],
      ['PutRetentionPolicy', { logGroupName: fixedName, retentionInDays: 7 }],
      ['DeleteRetentionPolicy', { logGroupName: fixedName }],
      ['DeleteLogGroup', { logGroupName: fixedName }],
    ],
  },
  {
    type: 'AWS::ApplicationAutoScaling::ScalableTarget',
    service: 'application-autoscaling',
    answers: { RegisterScalableTarget: {}, DeregisterScalableTarget: {} },
    created: {
      ResourceId: 'service/c/s',
      ScalableDimension: 'd',
      ServiceNamespace: 'ecs',
      MinCapacity: 1,
      MaxCapacity: 2,
    },
    changed: {
      ResourceId: 'service/c/s',
      ScalableDimension: 'd',
      ServiceNamespace: 'ecs',
      MinCapacity: 1,
      MaxCapacity: 3,
    },
    calls: [
      ['RegisterScalableTarget', expect.objectContaining({ MaxCapacity: 2 })],
      ['RegisterScalableTarget', expect.objectContaining({ MinCapacity: 1, MaxCapacity: 3 })],
      ['DeregisterScalableTarget', { ResourceId: 'service/c/s', ScalableDimension: 'd', ServiceNamespace: 'ecs' }],
    ],
  },
];

test.each(LIVES.map((life) => [life.type, life] as const))('%s: create, update, delete', async (Type, life) => {
  registerAnswers(rehearsal.account, life.service, life.answers);
  const created = await rehearsal.deploy({ R: { Type, Properties: life.created } });
  const updated = await rehearsal.deploy({ R: { Type, Properties: life.changed } });
  const deleted = await rehearsal.engine.destroy('Shop');
  expect([created.reason, updated.reason, deleted.reason]).toEqual([undefined, undefined, undefined]);
  expect(callsOf(rehearsal.account, life.service)).toEqual(life.calls);
});

describe('IAM', () => {
  const statement = (Action: string) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
  });
  const role = {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      },
    },
  };
  const policy = (name: string, roles: readonly string[]) => ({
    Type: 'AWS::IAM::Policy',
    Properties: { PolicyName: name, PolicyDocument: statement('ecs:ListTasks'), Roles: roles.map((Ref) => ({ Ref })) },
  });
  const policiesOf = () => rehearsal.account.roles.all().map((each) => [...each.policies.keys()]);

  test.each<[string, object, readonly (readonly string[])[]]>([
    ['moves to another role', policy('P', ['B']), [[], ['P']]],
    ['gets another name', policy('Q', ['A']), [['Q'], []]],
    ['gets a second role', policy('P', ['A', 'B']), [['P'], ['P']]],
  ])('a policy that %s leaves nothing behind', async (_what, changed, expected) => {
    await rehearsal.deploy({ A: role, B: role, P: policy('P', ['A']) });
    expect(policiesOf()).toEqual([['P'], []]);
    await rehearsal.deploy({ A: role, B: role, P: changed });
    expect(policiesOf()).toEqual(expected);
    expect(await rehearsal.engine.destroy('Shop')).toMatchObject({ succeeded: true });
  });

  test('a changed role keeps the policies that others attached, and loses the inline ones it no longer has', async () => {
    const inline = (name: string) => ({
      ...role,
      Properties: { ...role.Properties, Policies: [{ PolicyName: name, PolicyDocument: statement('sns:Publish') }] },
    });
    await rehearsal.deploy({ A: inline('One'), P: policy('P', ['A']) });
    await rehearsal.deploy({ A: inline('Two'), P: policy('P', ['A']) });
    expect(policiesOf().map((names) => [...names].sort())).toEqual([['P', 'Two']]);
  });
});
