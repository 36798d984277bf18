import type { Deployment, Service } from '@aws-sdk/client-ecs';
import { DeploymentRecord, primaryOf, ServiceRecord, TaskRecord } from './records';

/** A service as `DescribeServices` shows it. `tasks` are its tasks that are not stopped. */
export function describeService(service: ServiceRecord, tasks: readonly TaskRecord[]): Service {
  const { settings } = service;
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.clusterArn,
    status: service.status,
    desiredCount: service.desiredCount,
    ...counts(tasks),
    taskDefinition: primaryOf(service).taskDefinition.arn,
    launchType: 'FARGATE',
    platformVersion: 'LATEST',
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    deploymentConfiguration: {
      strategy: 'ROLLING',
      minimumHealthyPercent: settings.minimumHealthyPercent,
      maximumPercent: settings.maximumPercent,
      deploymentCircuitBreaker: { ...settings.circuitBreaker },
    },
    healthCheckGracePeriodSeconds: settings.healthCheckGracePeriodSeconds,
    loadBalancers: structuredClone([...settings.loadBalancers]),
    networkConfiguration: structuredClone(settings.networkConfiguration),
    deployments: service.deployments.map((deployment) => describeDeployment(service, deployment, tasks)),
    events: [...service.events],
    createdAt: service.createdAt,
  };
}

function describeDeployment(
  service: ServiceRecord,
  deployment: DeploymentRecord,
  tasks: readonly TaskRecord[],
): Deployment {
  const isPrimary = deployment === primaryOf(service);
  return {
    id: deployment.id,
    status: isPrimary ? 'PRIMARY' : 'ACTIVE',
    taskDefinition: deployment.taskDefinition.arn,
    desiredCount: isPrimary ? service.desiredCount : 0,
    ...counts(tasks.filter((task) => task.deployment === deployment)),
    failedTasks: deployment.failedTasks,
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
    createdAt: deployment.createdAt,
    updatedAt: deployment.updatedAt,
    launchType: 'FARGATE',
  };
}

/** Tasks that drain are in neither count. */
function counts(tasks: readonly TaskRecord[]): { readonly runningCount: number; readonly pendingCount: number } {
  const starting = tasks.filter((task) => task.status === 'PROVISIONING' || task.status === 'PENDING');
  return { runningCount: tasks.filter((task) => task.status === 'RUNNING').length, pendingCount: starting.length };
}
