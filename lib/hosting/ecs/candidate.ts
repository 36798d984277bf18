import { RemovalPolicy } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Names } from '../../contract/index';
import { acknowledgeWildcards } from '../../private/acknowledge';
import { Candidate, HostingContext } from '../hosted-model';
import { EcsHostingProps } from './ecs-hosting-props';
import { MODEL_CONTAINER } from './model-container';

/** The declared task definition, with what its copies need. */
export interface EcsCandidate extends Candidate {
  readonly taskDefinition: ecs.FargateTaskDefinition;
  readonly containerPort: number;
  /** Roles that tasks are started with. */
  readonly roles: readonly iam.IRole[];
}

/** The declared task definition. No service runs it: a release copies it into the family of the environment that it fills. */
export function candidate(scope: Construct, props: EcsHostingProps, context: HostingContext): EcsCandidate {
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
  acknowledgeWildcards(taskDefinition, ['*'], 'Signing in to ECR knows no resources (service authorization reference)');
  return {
    taskDefinition,
    containerPort,
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
    },
  };
}
