import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { EnvironmentName, ENVIRONMENTS, GATEWAY_HEALTH_PATH, Names } from '../../contract/index';
import { acknowledge, acknowledgeWildcards } from '../../private/acknowledge';
import { endpointArns } from '../../private/sagemaker-arns';
import { gatewayContainer } from '../gateway/gateway-container';
import { GatewaySettingsParameter } from '../gateway/settings-parameter';
import { HostingContext } from '../hosted-model';
import { environmentTargetGroup, TargetGroups } from '../target-group';
import { SageMakerHostingProps } from './sagemaker-hosting-props';

/** Ports of the gateways in one task: one for each environment's endpoint. */
const PORTS: Readonly<Record<EnvironmentName, number>> = { blue: 8001, green: 8002 };

/** Tasks outlive releases, which tell the versions by the settings: this stands until a task has read them, and for an empty environment. */
const UNKNOWN_VERSION = 'unknown';

export interface GatewayServiceProps {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SubnetSelection;
  readonly cluster: ecs.ICluster;
  readonly testEndpoint: string;
  readonly settings: GatewaySettingsParameter;
}

/** Size of a task with its two gateways, unless told otherwise. */
export const GATEWAY_TASK = { cpu: 512, memoryLimitMiB: 1024 } as const;

export interface GatewayService {
  readonly service: ecs.FargateService;
  readonly targetGroups: TargetGroups;
}

/**
 * One service for both environments: each task has a gateway before either endpoint, on a port of its own. Its text does not
 * depend on the version, so a deploy of a version leaves it alone.
 */
export function gatewayService(
  scope: Construct,
  hosting: SageMakerHostingProps,
  context: HostingContext,
  props: GatewayServiceProps,
): GatewayService {
  const {
    cpu = GATEWAY_TASK.cpu,
    memoryLimitMiB = GATEWAY_TASK.memoryLimitMiB,
    minTasks = 2,
    maxTasks = Math.max(10, minTasks),
  } = hosting.gatewayTasks ?? {};
  const taskDefinition = new ecs.FargateTaskDefinition(scope, 'Gateway', {
    cpu,
    memoryLimitMiB,
    runtimePlatform: {
      // The program is JavaScript, and the default image exists for both.
      cpuArchitecture: ecs.CpuArchitecture.ARM64,
      operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
    },
  });
  const logGroup = new logs.LogGroup(scope, 'GatewayLogs', {
    retention: context.logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  for (const environment of ENVIRONMENTS) {
    gatewayContainer(taskDefinition, {
      modelName: context.modelName,
      containerName: environment,
      port: PORTS[environment],
      environment,
      version: UNKNOWN_VERSION,
      upstream: { kind: 'sagemaker', endpointName: Names.endpoint(context.modelName, environment) },
      settings: props.settings,
      mirrorUrl: props.testEndpoint,
      predictPath: context.protocol.predictPath,
      logGroup,
      props: hosting.gateway ?? {},
    });
  }
  acknowledge(taskDefinition, 'ECS2', 'The variables are names, ports and the program; nothing of them is secret');
  acknowledgeWildcards(taskDefinition, ['*'], 'Signing in to ECR knows no resources (service authorization reference)');
  allowInvoke(taskDefinition, context.modelName);
  const service = new ecs.FargateService(scope, 'GatewayService', {
    cluster: props.cluster,
    taskDefinition,
    securityGroups: [
      new ec2.SecurityGroup(scope, 'GatewaySecurityGroup', {
        vpc: props.vpc,
        description: `Gateways of model ${context.modelName}`,
      }),
    ],
    vpcSubnets: props.subnets,
    assignPublicIp: false,
    circuitBreaker: { rollback: true },
    minHealthyPercent: 100,
    maxHealthyPercent: 200,
    healthCheckGracePeriod: Duration.minutes(1),
    platformVersion: ecs.FargatePlatformVersion.LATEST,
  });
  // Left out of the template, so that no deploy sets a scaled service back.
  (service.node.defaultChild as ecs.CfnService).desiredCount = undefined;
  const targetGroups = targetGroupsOf(scope, props.vpc, service);
  const scaling = service.autoScaleTaskCount({ minCapacity: minTasks, maxCapacity: maxTasks });
  scaling.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 50 });
  return { service, targetGroups };
}

function allowInvoke(taskDefinition: ecs.FargateTaskDefinition, modelName: string): void {
  taskDefinition.addToTaskRolePolicy(
    new iam.PolicyStatement({
      actions: ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'],
      resources: endpointArns(taskDefinition, modelName),
    }),
  );
}

function targetGroupsOf(scope: Construct, vpc: ec2.IVpc, service: ecs.FargateService): TargetGroups {
  const of = (environment: EnvironmentName) => {
    const port = PORTS[environment];
    const group = environmentTargetGroup(scope, environment, { vpc, port, healthPath: GATEWAY_HEALTH_PATH });
    group.addTarget(service.loadBalancerTarget({ containerName: environment, containerPort: port }));
    return group;
  };
  return { blue: of('blue'), green: of('green') };
}
