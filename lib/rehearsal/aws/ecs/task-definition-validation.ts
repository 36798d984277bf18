import type { ContainerDefinition, RegisterTaskDefinitionCommandInput, TaskDefinition } from '@aws-sdk/client-ecs';
import { AwsError } from '../service';
import { cpuUnits, memoryMiB, requireFargateSize } from './fargate-size';

/**
 * Checks a task definition as `RegisterTaskDefinition` does, and returns it as `DescribeTaskDefinition` shows it: with the
 * defaults filled in that AWS fills in. Covers Fargate with `awsvpc`; other network modes answer 501.
 */
export function resolveTaskDefinition(input: RegisterTaskDefinitionCommandInput): TaskDefinition {
  const definition: RegisterTaskDefinitionCommandInput = structuredClone(input);
  delete definition.tags; // kept beside the definition, as DescribeTaskDefinition shows them
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(definition.family ?? '')) {
    throw new AwsError(
      'ClientException',
      'Family should not be more than 255 characters: letters, numbers, hyphens and underscores.',
    );
  }
  if (definition.networkMode !== 'awsvpc') requireAwsvpc(definition);
  const containers = definition.containerDefinitions ?? [];
  requireContainers(containers);
  const cpu = cpuUnits(definition.cpu);
  const memory = memoryMiB(definition.memory);
  if ((definition.requiresCompatibilities ?? []).includes('FARGATE')) {
    requireFargateSize(cpu, memory);
    requireExecutionRole(definition, containers);
  }
  return { ...definition, cpu, memory, containerDefinitions: containers.map(withDefaults) };
}

function requireAwsvpc(definition: TaskDefinition): never {
  if ((definition.requiresCompatibilities ?? []).includes('FARGATE')) {
    throw new AwsError('ClientException', "Fargate only supports network mode 'awsvpc'.");
  }
  throw new AwsError('NotImplemented', "the rehearsal runs only task definitions with network mode 'awsvpc'", 501);
}

function requireContainers(containers: readonly ContainerDefinition[]): void {
  if (containers.length === 0) throw new AwsError('ClientException', 'Container list cannot be empty.');
  for (const container of containers) requireContainer(container);
  const names = containers.map((container) => container.name);
  if (new Set(names).size < names.length) {
    throw new AwsError('ClientException', 'Container names must be unique within a task definition.');
  }
  if (containers.every((container) => container.essential === false)) {
    throw new AwsError('ClientException', 'A task definition must have at least one essential container.');
  }
}

function requireContainer(container: ContainerDefinition): void {
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(container.name ?? '')) {
    throw new AwsError('ClientException', `Container name '${container.name ?? ''}' is invalid.`);
  }
  if (container.image === undefined || container.image === '') {
    throw new AwsError('ClientException', 'Container.image should not be null or empty.');
  }
  for (const { containerPort, hostPort } of container.portMappings ?? []) {
    if (hostPort === undefined || hostPort === containerPort) continue;
    throw new AwsError(
      'ClientException',
      'When networkMode=awsvpc, the host ports and container ports in port mappings must match.',
    );
  }
}

function requireExecutionRole(definition: TaskDefinition, containers: readonly ContainerDefinition[]): void {
  const logs = containers.some((container) => container.logConfiguration?.logDriver === 'awslogs');
  if (!logs || definition.executionRoleArn !== undefined) return;
  throw new AwsError(
    'ClientException',
    'Fargate requires task definition to have execution role ARN to support log driver awslogs.',
  );
}

/** Defaults that AWS shows although nobody wrote them: a comparison of two definitions has to cope with them. */
function withDefaults(container: ContainerDefinition): ContainerDefinition {
  return {
    ...container,
    cpu: container.cpu ?? 0,
    essential: container.essential ?? true,
    environment: container.environment ?? [],
    mountPoints: container.mountPoints ?? [],
    volumesFrom: container.volumesFrom ?? [],
    systemControls: container.systemControls ?? [],
    portMappings: (container.portMappings ?? []).map((mapping) => ({
      ...mapping,
      hostPort: mapping.hostPort ?? mapping.containerPort,
      protocol: mapping.protocol ?? 'tcp',
    })),
  };
}
