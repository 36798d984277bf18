import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';

export interface ShopOptions {
  /** Image of the service; `LoopbackTasks` reads the behaviour off it. */
  readonly image?: string;
  readonly cpu?: number;
  readonly targetPort?: number;
  readonly priority?: number;
  /** Property of the custom resource. */
  readonly greeting?: string;
}

/** Answers with the greeting as an attribute; a failure when it is `bad`. */
const GREETER = `
exports.handler = async (event) => {
  const bad = event.RequestType !== 'Delete' && event.ResourceProperties.Greeting === 'bad';
  const { StackId, RequestId, LogicalResourceId } = event;
  const body = JSON.stringify({
    Status: bad ? 'FAILED' : 'SUCCESS', Reason: bad ? 'bad greeting' : '', PhysicalResourceId: 'greeter',
    StackId, RequestId, LogicalResourceId, Data: { Greeting: event.ResourceProperties.Greeting },
  });
  await fetch(event.ResponseURL, { method: 'PUT', body });
};`;

/** Synthesizes an app with one service behind a load balancer, and returns its cdk.out. */
export function synthesizeShop(options: ShopOptions = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'deploy-test-'));
  const app = new App({ outdir: join(folder, 'cdk.out'), analyticsReporting: false });
  const stack = new Stack(app, 'Shop', { env: { account: '123456789012', region: 'eu-west-1' } });
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, restrictDefaultSecurityGroup: true });
  const targetGroup = addLoadBalancer(stack, vpc, options);
  addService(stack, vpc, targetGroup, options);
  addGreeter(stack, folder, options);
  app.synth();
  return join(folder, 'cdk.out');
}

function addLoadBalancer(
  stack: Stack,
  vpc: ec2.IVpc,
  { targetPort, priority }: ShopOptions,
): elb.ApplicationTargetGroup {
  const loadBalancer = new elb.ApplicationLoadBalancer(stack, 'Lb', { vpc });
  const listener = loadBalancer.addListener('Http', { port: 80, defaultAction: elb.ListenerAction.fixedResponse(404) });
  const targetGroup = new elb.ApplicationTargetGroup(stack, 'Tg', {
    vpc,
    port: targetPort ?? 8080,
    protocol: elb.ApplicationProtocol.HTTP,
    targetType: elb.TargetType.IP,
    deregistrationDelay: Duration.seconds(5),
    healthCheck: { path: '/health', interval: Duration.seconds(10) },
  });
  listener.addTargetGroups('Rule', {
    priority: priority ?? 10,
    conditions: [elb.ListenerCondition.pathPatterns(['/*'])],
    targetGroups: [targetGroup],
  });
  return targetGroup;
}

function addService(
  stack: Stack,
  vpc: ec2.IVpc,
  targetGroup: elb.ApplicationTargetGroup,
  { image, cpu }: ShopOptions,
): void {
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task', {
    family: 'shop',
    cpu: cpu ?? 256,
    memoryLimitMiB: 1024,
  });
  taskDefinition.addContainer('model', {
    image: ecs.ContainerImage.fromRegistry(image ?? 'serve'),
    portMappings: [{ containerPort: 8080 }],
    dockerLabels: { OwnKey: 'kept' },
  });
  const service = new ecs.FargateService(stack, 'Service', {
    cluster,
    taskDefinition,
    circuitBreaker: { rollback: true },
    minHealthyPercent: 100,
  });
  service.attachToApplicationTargetGroup(targetGroup);
  service
    .autoScaleTaskCount({ minCapacity: 1, maxCapacity: 3 })
    .scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50 });
}

function addGreeter(stack: Stack, folder: string, { greeting }: ShopOptions): void {
  const code = mkdtempSync(join(folder, 'greeter-'));
  writeFileSync(join(code, 'index.js'), GREETER);
  const table = new dynamodb.Table(stack, 'Table', {
    partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
  });
  const greeter = new lambda.Function(stack, 'Greeter', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(code),
    environment: { TABLE: table.tableName },
  });
  table.grantReadData(greeter);
  new CustomResource(stack, 'Greeting', {
    serviceToken: greeter.functionArn,
    resourceType: 'Custom::Greeting',
    properties: { Greeting: greeting ?? 'hello' },
    serviceTimeout: Duration.minutes(5),
  });
}
