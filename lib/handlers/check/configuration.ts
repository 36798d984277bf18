import { ContainerDefinition, Service, TaskDefinition } from '@aws-sdk/client-ecs';
import { Configuration } from '../../core/parity';
import { DescribedGroup, targetGroupConfiguration } from './target-group';

/** What ECS and the load balancer say about one environment. */
export interface EnvironmentDescription {
  readonly service: Service;
  readonly group: DescribedGroup;
  /** Absent while nothing is live: then there is no version to compare the tasks with. */
  readonly taskDefinition?: TaskDefinition;
}

/** The values that must agree between two environments, without names and ARNs, which differ by nature. */
export function configurationOf(description: EnvironmentDescription): Configuration {
  const { service, group, taskDefinition } = description;
  return {
    ...(taskDefinition === undefined ? {} : taskConfiguration(taskDefinition)),
    service: serviceConfiguration(service),
    targetGroup: { port: group.targetGroup.Port, ...targetGroupConfiguration(group) },
  };
}

function taskConfiguration(task: TaskDefinition): Configuration {
  return {
    cpu: task.cpu,
    memory: task.memory,
    networkMode: task.networkMode,
    taskRole: task.taskRoleArn,
    executionRole: task.executionRoleArn,
    requiresCompatibilities: [...(task.requiresCompatibilities ?? [])].sort(),
    cpuArchitecture: task.runtimePlatform?.cpuArchitecture,
    operatingSystem: task.runtimePlatform?.operatingSystemFamily,
    ephemeralStorageGiB: task.ephemeralStorage?.sizeInGiB,
    volumes: byName(task.volumes ?? [], ({ name }) => name),
    containers: byName((task.containerDefinitions ?? []).map(containerConfiguration), ({ name }) => name),
  };
}

function containerConfiguration(container: ContainerDefinition) {
  return {
    ...container,
    environment: Object.fromEntries((container.environment ?? []).map(({ name = '', value }) => [name, value])),
    secrets: Object.fromEntries((container.secrets ?? []).map(({ name = '', valueFrom }) => [name, valueFrom])),
  };
}

function serviceConfiguration(service: Service): Configuration {
  const network = service.networkConfiguration?.awsvpcConfiguration;
  return {
    desiredCount: service.desiredCount,
    launchType: service.launchType,
    platformVersion: service.platformVersion,
    capacityProviders: service.capacityProviderStrategy,
    subnets: [...(network?.subnets ?? [])].sort(),
    securityGroups: [...(network?.securityGroups ?? [])].sort(),
    assignPublicIp: network?.assignPublicIp,
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    enableExecuteCommand: service.enableExecuteCommand,
    circuitBreaker: service.deploymentConfiguration?.deploymentCircuitBreaker,
    maximumPercent: service.deploymentConfiguration?.maximumPercent,
    minimumHealthyPercent: service.deploymentConfiguration?.minimumHealthyPercent,
    containerPorts: (service.loadBalancers ?? []).map(({ containerName, containerPort }) => ({
      containerName,
      containerPort,
    })),
  };
}

/** Named things by their names, so that their order does not matter. */
function byName<T>(items: readonly T[], nameOf: (item: T) => string | undefined): Record<string, T> {
  return Object.fromEntries(items.map((item) => [nameOf(item) ?? '', item]));
}
