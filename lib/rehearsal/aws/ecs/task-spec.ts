import type { ContainerDefinition, LoadBalancer } from '@aws-sdk/client-ecs';
import { GatewaySpec, TaskSpec } from '../../tasks';
import { AwsError } from '../service';
import { declaredCommand, declaredEnvironment, taskContainers } from './containers';
import { TaskDefinitionRecord, TaskRecord } from './records';

/** What containers get from the account that they run in. */
export interface TaskSurroundings {
  /** Variables that lead to the account as the task's role; a task without one has no permissions. */
  credentials(taskRoleArn: string | undefined, taskArn: string): Promise<Readonly<Record<string, string>>>;
  /** Takes a line that a container with the log driver awslogs wrote. */
  log(logGroupName: string, line: string): void;
}

/** Fargate's default (API reference, `ContainerDefinition`, `stopTimeout`). */
const STOP_TIMEOUT_SECONDS = 30;

/** What the runtime starts for a task: the model's container as the rehearsal's command for it, gateways as they are declared. */
export async function taskSpec(task: TaskRecord, surroundings: TaskSurroundings): Promise<TaskSpec> {
  const { service, deployment } = task;
  const { definition } = deployment.taskDefinition;
  const { model, gateways } = taskContainers(definition, service.settings);
  const main = model?.container ?? gateways[0];
  const credentials = await surroundings.credentials(definition.taskRoleArn, task.arn);
  const gatewayOf = (container: ContainerDefinition) =>
    gatewaySpec(container, model?.container.name, credentials, surroundings);
  return {
    taskArn: task.arn,
    clusterName: service.clusterName,
    serviceName: service.name,
    image: main.image!,
    environment: declaredEnvironment(main),
    containerPort: model?.port ?? main.portMappings?.[0]?.containerPort ?? 0,
    ip: task.ip,
    ...(gateways.length === 0 ? {} : { gateways: gateways.map(gatewayOf) }),
    ...(model === undefined ? { withoutModel: true } : {}),
  };
}

function gatewaySpec(
  container: ContainerDefinition,
  modelContainer: string | undefined,
  credentials: Readonly<Record<string, string>>,
  surroundings: TaskSurroundings,
): GatewaySpec {
  const logGroup = container.logConfiguration?.options?.['awslogs-group'];
  return {
    name: container.name!,
    command: declaredCommand(container),
    environment: { ...declaredEnvironment(container), ...credentials },
    ports: (container.portMappings ?? []).map(({ containerPort }) => containerPort!),
    stopTimeoutSeconds: container.stopTimeout ?? STOP_TIMEOUT_SECONDS,
    stopsBeforeModel: (container.dependsOn ?? []).some(({ containerName }) => containerName === modelContainer),
    onLine: logGroup === undefined ? () => undefined : (line) => surroundings.log(logGroup, line),
  };
}

/** Throws as CreateService and UpdateService do when a load balancer leads to no port of a container. */
export function requireContainerPort(
  { definition }: TaskDefinitionRecord,
  { containerName, containerPort }: LoadBalancer,
): void {
  const container = definition.containerDefinitions?.find(({ name }) => name === containerName);
  if (container === undefined) {
    throw new AwsError(
      'InvalidParameterException',
      `The container ${containerName ?? ''} does not exist in the task definition.`,
    );
  }
  const isDeclared = (container.portMappings ?? []).some((mapping) => mapping.containerPort === containerPort);
  if (containerPort !== undefined && isDeclared) return;
  throw new AwsError(
    'InvalidParameterException',
    `The container ${container.name ?? ''} did not have a container port ${containerPort ?? ''} defined.`,
  );
}
