import { RemovalPolicy } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { GATEWAY_CONTAINER, MODEL_CONTAINER, Names } from '../../contract/index';
import { acknowledgeWildcards } from '../../private/acknowledge';
import { Candidate, HostingContext } from '../hosted-model';
import { GatewaySettingsParameter } from '../gateway/settings-parameter';
import { EcsHostingProps } from './ecs-hosting-props';
import { sidecar } from './sidecar';

/** The declared task definition, with what its copies need. */
export interface EcsCandidate extends Candidate {
  readonly taskDefinition: ecs.FargateTaskDefinition;
  /** Port of the model server. */
  readonly modelPort: number;
  /** The container behind the load balancer. */
  readonly target: { readonly containerName: string; readonly containerPort: number };
  /** Roles that tasks are started with. */
  readonly roles: readonly iam.IRole[];
}

/** What a gateway in the candidate works with. */
export interface GatewaySurroundings {
  readonly settings: GatewaySettingsParameter;
  /** `http://host:port` of the test listener. */
  readonly testEndpoint: string;
}

/** The declared task definition. No service runs it: a release copies it into the family of the environment that it fills. */
export function candidate(
  scope: Construct,
  props: EcsHostingProps,
  context: HostingContext,
  surroundings: GatewaySurroundings | undefined,
): EcsCandidate {
  const { image, environment, secrets, command, entryPoint } = context.version._container();
  const containerPort = props.containerPort ?? context.protocol.containerPort;
  const cpuArchitecture = props.cpuArchitecture ?? ecs.CpuArchitecture.X86_64;
  const taskDefinition = new ecs.FargateTaskDefinition(scope, 'Candidate', {
    family: Names.candidateFamily(context.modelName),
    cpu: props.cpu,
    memoryLimitMiB: props.memoryLimitMiB,
    runtimePlatform: { cpuArchitecture, operatingSystemFamily: ecs.OperatingSystemFamily.LINUX },
    ...(props.taskRole === undefined ? {} : { taskRole: props.taskRole }),
    ...(props.executionRole === undefined ? {} : { executionRole: props.executionRole }),
  });
  const logGroup = new logs.LogGroup(scope, 'ModelLogs', {
    retention: context.logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const container = taskDefinition.addContainer('Model', {
    containerName: MODEL_CONTAINER,
    image,
    environment,
    secrets,
    command,
    entryPoint,
    essential: true,
    portMappings: [{ containerPort, protocol: ecs.Protocol.TCP }],
    logging: ecs.LogDrivers.awsLogs({
      logGroup,
      streamPrefix: MODEL_CONTAINER,
      mode: ecs.AwsLogDriverMode.NON_BLOCKING,
    }),
  });
  const gateway =
    surroundings === undefined || props.gateway === undefined
      ? undefined
      : sidecar(scope, taskDefinition, context, {
          ...surroundings,
          gateway: props.gateway,
          model: container,
          modelPort: containerPort,
          healthPath: props.healthCheckPath ?? context.protocol.healthPath,
        });
  acknowledgeWildcards(taskDefinition, ['*'], 'Signing in to ECR knows no resources (service authorization reference)');
  return {
    taskDefinition,
    modelPort: containerPort,
    target:
      gateway === undefined
        ? { containerName: MODEL_CONTAINER, containerPort }
        : { containerName: GATEWAY_CONTAINER, containerPort: gateway.port },
    arn: taskDefinition.taskDefinitionArn,
    image: container.imageName,
    roles: [taskDefinition.taskRole, taskDefinition.obtainExecutionRole()],
    content: {
      image: container.imageName,
      environment: environment ?? {},
      secrets: Object.fromEntries(Object.entries(secrets ?? {}).map(([name, { arn }]) => [name, arn])),
      command: command ?? [],
      entryPoint: entryPoint ?? [],
      cpu: props.cpu,
      memoryLimitMiB: props.memoryLimitMiB,
      cpuArchitecture: cpuArchitecture._cpuArchitecture,
      containerPort,
      ...(gateway === undefined ? {} : { gateway: gateway.content }),
    },
  };
}
