import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateClusterCommand, CreateServiceCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import {
  Action,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeRulesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateTopicCommand } from '@aws-sdk/client-sns';
import {
  AlarmNames,
  Env,
  ENVIRONMENTS,
  EnvironmentName,
  Names,
  ReleasePlan,
  TargetGroupArns,
} from '../../../lib/contract';
import { Clients } from './clients';
import { IndependentAws } from './independent-aws';

export const MODEL = 'iris';
const CLUSTER = 'models';
export const LEDGER_TABLE = 'ledger';
const PORT = 8080;

/** Entry files of the bundle, and names of a model's functions. */
export const ENTRIES = [
  'release',
  'environment-ecs',
  'environment-sagemaker',
  'environment-variants',
  'check',
  'traffic',
  'watch',
  'model-release',
  'production-route',
  'ecs-environments',
  'sagemaker-environments',
] as const;
export type Entry = (typeof ENTRIES)[number];

export interface ModelAccountOptions {
  readonly region: string;
  readonly plan: ReleasePlan;
  /** http://host:port of the model servers' test listener. */
  readonly testEndpoint: string;
  /**
   * Environment variables of the functions that are set in place of the account's.
   *
   * @default - none
   */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A region of moto with what the template declares for one model, made by SDK calls. */
export interface ModelAccount {
  readonly region: string;
  readonly clients: Clients;
  readonly groups: TargetGroupArns;
  readonly listenerArn: string;
  readonly ruleArn: string;
  readonly candidateArn: string;
  readonly alarms: AlarmNames;
  readonly stateMachineArn: string;
  /** Physical name of a function. */
  functionName(entry: Entry): string;
  /** Calls a function, at a time other than the present if one is given. */
  call<Result>(entry: Entry, event: unknown, now?: number): Promise<Result>;
}

export const CONDITIONS = JSON.stringify([
  { Field: 'path-pattern', PathPatternConfig: { Values: ['/v2/models/iris/*'] } },
]);

/**
 * Makes the account. The production rule and the first revisions of the families are made by our own custom resources, as a
 * deploy would; the rest by SDK calls, because moto's CloudFormation leaves out what it does not know.
 */
export async function createModelAccount(aws: IndependentAws, options: ModelAccountOptions): Promise<ModelAccount> {
  const { region, plan, testEndpoint } = options;
  const clients = aws.clients(region);
  const functionName = (entry: Entry) => `${region}-${entry}`;
  const [{ listenerArn, groups }, topicArn, candidateArn, alarms] = await Promise.all([
    createLoadBalancer(clients),
    createTopic(clients),
    createCluster(clients),
    createAlarms(clients),
    createTable(clients),
  ]);
  const stateMachineArn = `arn:aws:states:${region}:123456789012:stateMachine:${Names.stateMachine(MODEL)}`;
  const environment = {
    [Env.MODEL_NAME]: MODEL,
    [Env.LEDGER_TABLE]: LEDGER_TABLE,
    [Env.TOPIC_ARN]: topicArn,
    [Env.EVENT_BUS_NAME]: 'default',
    [Env.STATE_MACHINE_ARN]: stateMachineArn,
    [Env.CLUSTER]: CLUSTER,
    [Env.TARGET_GROUPS]: JSON.stringify(groups),
    [Env.TEST_ENDPOINT]: testEndpoint,
    [Env.ALARM_NAMES]: JSON.stringify(alarms),
    [Env.OWN_ALARM_NAMES]: JSON.stringify({ blue: alarms.blue, green: alarms.green }),
    [Env.SCALING]: JSON.stringify({ minCapacity: 2, maxCapacity: 6, targetCpuPercent: 60 }),
    [Env.PLAN]: JSON.stringify(plan),
    ...options.environment,
  };
  const add = (entry: Entry, more: Record<string, string> = {}) =>
    aws.functions.add({ name: functionName(entry), entry, region, environment: { ...environment, ...more } });

  add('production-route');
  add('ecs-environments');
  const { PhysicalResourceId: ruleArn } = await aws.deploy(functionName('production-route'), {
    RequestType: 'Create',
    ResourceProperties: routeProperties(listenerArn, groups),
  });
  await aws.deploy(functionName('ecs-environments'), {
    RequestType: 'Create',
    ResourceProperties: { CandidateTaskDefinitionArn: candidateArn, Cluster: CLUSTER },
  });
  await createServices(clients, groups);
  for (const entry of ENTRIES) add(entry, { [Env.PRODUCTION_RULE_ARN]: ruleArn });
  const call = <Result>(entry: Entry, event: unknown, now?: number) =>
    aws.call<Result>(functionName(entry), event, now);
  return { region, clients, groups, listenerArn, ruleArn, candidateArn, alarms, stateMachineArn, functionName, call };
}

export function routeProperties(ListenerArn: string, groups: TargetGroupArns): Record<string, string> {
  return {
    ListenerArn,
    Priority: '10',
    Conditions: CONDITIONS,
    BlueTargetGroupArn: groups.blue,
    GreenTargetGroupArn: groups.green,
  };
}

/** Actions of the production rule, as moto has them now. */
export async function productionActions({ clients, ruleArn }: ModelAccount): Promise<Action[]> {
  const { Rules = [] } = await clients.elb.send(new DescribeRulesCommand({ RuleArns: [ruleArn] }));
  return Rules[0]?.Actions ?? [];
}

/** What the production rule forwards to: the listed environments with their weights; empty for the fixed 503. */
export async function productionWeights(account: ModelAccount): Promise<Record<string, number | undefined>> {
  const [action] = await productionActions(account);
  const listed = action?.ForwardConfig?.TargetGroups ?? [];
  const nameOf = (arn?: string) => ENVIRONMENTS.find((environment) => account.groups[environment] === arn) ?? 'unknown';
  return Object.fromEntries(listed.map(({ TargetGroupArn, Weight }) => [nameOf(TargetGroupArn), Weight]));
}

async function createLoadBalancer({ elb, ec2 }: Clients) {
  const Subnets = await defaultSubnets(ec2);
  const { LoadBalancers = [] } = await elb.send(
    new CreateLoadBalancerCommand({ Name: 'models', Subnets, Scheme: 'internal', Type: 'application' }),
  );
  const { LoadBalancerArn, VpcId } = LoadBalancers[0];
  const group = async (environment: EnvironmentName) => {
    const Name = `${MODEL}-${environment}`;
    const { TargetGroups = [] } = await elb.send(
      new CreateTargetGroupCommand({
        Name,
        Protocol: 'HTTP',
        Port: PORT,
        TargetType: 'ip',
        VpcId,
        HealthCheckPath: '/',
      }),
    );
    return TargetGroups[0].TargetGroupArn ?? '';
  };
  const groups = { blue: await group('blue'), green: await group('green') };
  const { Listeners = [] } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  return { groups, listenerArn: Listeners[0].ListenerArn ?? '' };
}

/** moto's default VPC has one subnet in each zone. */
async function defaultSubnets(ec2: Clients['ec2']): Promise<string[]> {
  return [...(await ec2('DescribeSubnets')).matchAll(/<subnetId>([^<]+)</g)].map(([, id]) => id);
}

async function createTopic({ sns }: Clients): Promise<string> {
  return (await sns.send(new CreateTopicCommand({ Name: 'releases' }))).TopicArn ?? '';
}

/** Cluster and candidate task definition. */
async function createCluster({ ecs }: Clients): Promise<string> {
  await ecs.send(new CreateClusterCommand({ clusterName: CLUSTER }));
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: Names.candidateFamily(MODEL),
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [
        { name: 'model', image: 'models/iris:1.0.0', essential: true, portMappings: [{ containerPort: PORT }] },
      ],
    }),
  );
  return taskDefinition?.taskDefinitionArn ?? '';
}

/** Both services on their bare families, as the template declares them. */
async function createServices({ ecs, ec2 }: Clients, groups: TargetGroupArns): Promise<void> {
  const subnets = await defaultSubnets(ec2);
  const securityGroups = [/<groupId>([^<]+)</.exec(await ec2('DescribeSecurityGroups'))?.[1] ?? ''];
  for (const environment of ENVIRONMENTS) {
    await ecs.send(
      new CreateServiceCommand({
        cluster: CLUSTER,
        serviceName: Names.service(MODEL, environment),
        taskDefinition: Names.family(MODEL, environment),
        desiredCount: 1,
        launchType: 'FARGATE',
        networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups } },
        loadBalancers: [{ targetGroupArn: groups[environment], containerName: 'model', containerPort: PORT }],
      }),
    );
  }
}

/** One alarm an environment and one of the user; moto creates them in state OK and never evaluates them. */
async function createAlarms({ cloudwatch }: Clients): Promise<AlarmNames> {
  const alarms = {
    blue: [Names.alarm(MODEL, 'blue', 'errors')],
    green: [Names.alarm(MODEL, 'green', 'errors')],
    added: ['users-own'],
  };
  for (const AlarmName of [...alarms.blue, ...alarms.green, ...alarms.added]) {
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'HTTPCode_Target_5XX_Count',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    );
  }
  return alarms;
}

async function createTable({ dynamodb }: Clients): Promise<void> {
  await dynamodb.send(
    new CreateTableCommand({
      TableName: LEDGER_TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
}
