import { Match } from 'aws-cdk-lib/assertions';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { join } from 'node:path';
import { modelTemplate, version } from '../helpers/model-stack';
import { statementsOf } from '../helpers/statements';

const template = modelTemplate({
  version: version('1.0.0', { image: ecs.ContainerImage.fromAsset(join(__dirname, '../helpers/image')) }),
});

const statements = statementsOf(template);

/** Actions on `*`, with the reason; the others know no resources (service authorization reference). */
const ON_ALL = [
  'cloudwatch:DescribeAlarms', // composite alarms are only described with a permission on everything
  'cloudwatch:GetMetricData',
  'ec2:AssignPrivateIpAddresses', // Lambda attaches the check function to the VPC
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
  'ecr:GetAuthorizationToken',
  'ecs:DeregisterTaskDefinition',
  'ecs:DescribeTaskDefinition',
  'ecs:ListTaskDefinitions',
  'elasticloadbalancing:DescribeRules',
  'elasticloadbalancing:DescribeTags',
  'elasticloadbalancing:DescribeTargetGroupAttributes',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
  'logs:CreateLogDelivery', // vended logs of Step Functions
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

/** Actions on a resource pattern, with the part of it that is not known at synth. */
const ON_PATTERNS: Readonly<Record<string, RegExp>> = {
  'application-autoscaling:DeregisterScalableTarget': /:scalable-target\/\*/, // ids are made up
  'application-autoscaling:PutScalingPolicy': /:scalable-target\/\*/,
  'application-autoscaling:RegisterScalableTarget': /:scalable-target\/\*/,
  'cloudwatch:DeleteAlarms': /alarm:TargetTracking-service\/.*\/fraud-\*/, // named by Application Auto Scaling
  'cloudwatch:DescribeAlarms': /alarm:fraud-(blue|green)-\*/, // those of an environment, whatever its signals are
  'cloudwatch:PutMetricAlarm': /alarm:TargetTracking-service\/.*\/fraud-\*/,
  'ecs:RegisterTaskDefinition': /task-definition\/fraud-(blue|green):\*/, // the next revision
  'ecs:TagResource': /task-definition\/fraud-(blue|green):\*/,
  'elasticloadbalancing:AddTags': /:listener-rule\/app\//, // while a rule is created, see below
  'elasticloadbalancing:DeleteRule': /:listener-rule\/app\//, // rules of one load balancer
  'elasticloadbalancing:ModifyRule': /:listener-rule\/app\//,
  'elasticloadbalancing:SetRulePriorities': /:listener-rule\/app\//,
  'states:DescribeExecution': /:execution:fraud-release:\*/, // release ids
  'states:StopExecution': /:execution:fraud-release:\*/,
};

test('no action is a wildcard', () => {
  expect(statements.flatMap(({ actions }) => actions).filter((action) => action.includes('*'))).toEqual([]);
});

test('actions on everything are those that know no resources, and every one of them is used', () => {
  const onAll = statements.filter(({ resources }) => resources.includes('"*"')).flatMap(({ actions }) => actions);
  expect([...new Set(onAll)].sort()).toEqual([...ON_ALL].sort());
});

test('patterns leave only open what is not known at synth', () => {
  const patterns = statements.flatMap(({ actions, resources }) =>
    resources
      .filter((resource) => resource !== '"*"' && resource.includes('*'))
      .flatMap((resource) => actions.map((action) => ({ action, resource }))),
  );
  expect([...new Set(patterns.map(({ action }) => action))].sort()).toEqual(Object.keys(ON_PATTERNS).sort());
  for (const { action, resource } of patterns) expect(resource).toMatch(ON_PATTERNS[action]);
});

test('roles have no managed policies', () => {
  for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) {
    expect(Properties).not.toHaveProperty('ManagedPolicyArns');
  }
});

test('only the traffic function may change the actions of the production rule', () => {
  const mayModify = statements.filter(({ actions }) => actions.includes('elasticloadbalancing:ModifyRule'));
  // The route's function changes conditions for CloudFormation, and copies actions (test/handlers/production-route.test.ts).
  expect(mayModify.map(({ role }) => role).sort()).toEqual(['ProductionRouteFunction', 'TrafficFunction']);
  const [traffic] = mayModify.filter(({ role }) => role === 'TrafficFunction');
  expect(traffic.resources).toEqual([expect.stringMatching(/"Fn::GetAtt":\["ModelProductionRoute\w+","RuleArn"\]/)]);
});

test('a rule is tagged as ours while it is created, and never later', () => {
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 'elasticloadbalancing:AddTags',
          Condition: { StringEquals: { 'elasticloadbalancing:CreateAction': 'CreateRule' } },
        }),
      ]),
    },
  });
});

test.each([
  ['iam:PassRole', ['EnvironmentFunction', 'EnvironmentsFunction']],
  ['ecs:UpdateService', ['EnvironmentFunction']],
  ['states:StartExecution', ['ModelReleaseFunction', 'WorkflowStateMachineEvents']],
  ['elasticloadbalancing:AddTags', ['ProductionRouteFunction']],
  ['sns:Publish', ['ReleaseFunction']],
  ['cloudformation:DescribeStacks', ['ModelReleaseFunction', 'ProductionRouteFunction']],
  ['cloudwatch:DescribeAlarms', ['CheckFunction', 'WatchFunction']],
  ['cloudwatch:GetMetricData', ['WatchFunction']],
  [
    'dynamodb:PutItem',
    [
      'CheckFunction',
      'EnvironmentFunction',
      'ModelReleaseFunction',
      'ReleaseFunction',
      'TrafficFunction',
      'WatchFunction',
    ],
  ],
])('%s belongs to %j', (action, roles) => {
  const holders = statements.filter(({ actions }) => actions.includes(action)).map(({ role }) => role);
  expect([...new Set(holders)].sort()).toEqual(roles);
});

test('no function may write the answers to approvals, which are what people write', () => {
  const writes = statements.filter(({ actions }) => actions.some((action) => /^dynamodb:(?!GetItem)/.test(action)));
  expect(writes.length).toBeGreaterThan(0);
  for (const { actions, condition } of writes) {
    expect(actions).toEqual(['dynamodb:PutItem']);
    expect(condition).toEqual({
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['fraud'] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    });
  }
});
