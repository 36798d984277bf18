import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { TaskSpec } from '../../tasks';
import { AwsError } from '../service';
import { ServiceSettings, TaskDefinitionRecord, TaskRecord } from './records';

/**
 * What the runtime starts for a task: the container behind the load balancer, or else the first essential one that has a
 * port. Sidecars are not started, and `secrets` are not resolved: the rehearsal has no registry and no secret store.
 */
export function taskSpec(task: TaskRecord): TaskSpec {
  const { service, deployment } = task;
  const { container, port } = servingContainer(deployment.taskDefinition, service.settings);
  return {
    taskArn: task.arn,
    clusterName: service.clusterName,
    serviceName: service.name,
    image: container.image!,
    environment: Object.fromEntries((container.environment ?? []).map(({ name, value }) => [name!, value ?? ''])),
    containerPort: port,
    ip: task.ip,
  };
}

/** The container that answers requests, and its port. Throws as CreateService and UpdateService do. */
export function servingContainer(
  taskDefinition: TaskDefinitionRecord,
  settings: Pick<ServiceSettings, 'loadBalancers'>,
): { readonly container: ContainerDefinition; readonly port: number } {
  const containers = taskDefinition.definition.containerDefinitions ?? [];
  const loadBalancer = settings.loadBalancers[0];
  if (loadBalancer === undefined) return firstWithPort(containers);
  const container = containers.find(({ name }) => name === loadBalancer.containerName);
  if (container === undefined) {
    throw new AwsError(
      'InvalidParameterException',
      `The container ${loadBalancer.containerName ?? ''} does not exist in the task definition.`,
    );
  }
  const port = loadBalancer.containerPort;
  if (port === undefined || !(container.portMappings ?? []).some((mapping) => mapping.containerPort === port)) {
    throw new AwsError(
      'InvalidParameterException',
      `The container ${container.name ?? ''} did not have a container port ${port ?? ''} defined.`,
    );
  }
  return { container, port };
}

function firstWithPort(containers: readonly ContainerDefinition[]): { container: ContainerDefinition; port: number } {
  for (const container of containers) {
    const port = container.portMappings?.[0]?.containerPort;
    if (container.essential !== false && port !== undefined) return { container, port };
  }
  throw new AwsError('NotImplemented', 'the rehearsal starts only tasks with a container port', 501);
}
