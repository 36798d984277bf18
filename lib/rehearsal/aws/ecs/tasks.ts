import type { DescribeTasksCommandInput, ListTasksCommandInput, StopTaskCommandInput, Task } from '@aws-sdk/client-ecs';
import { AwsError, Operation } from '../service';
import { clusterArn, clusterName, ecsArn } from './arns';
import { ClusterRecord, TaskRecord } from './records';
import { EcsState } from './state';
import { TaskLifecycle } from './task-lifecycle';
import { taskContainers } from './containers';

/** Operations on tasks. All tasks belong to services: RunTask is not emulated. */
export function taskOperations(state: EcsState, lifecycle: TaskLifecycle): Record<string, Operation> {
  return {
    ListTasks: {
      authorize: (input: ListTasksCommandInput, context) => [
        { action: 'ecs:ListTasks', resource: '*', context: { 'ecs:cluster': clusterArn(context, input.cluster) } },
      ],
      handle: (input: ListTasksCommandInput) => ({ taskArns: listTasks(state, input).map((task) => task.arn) }),
    },
    DescribeTasks: {
      required: ['tasks'],
      authorize: (input: DescribeTasksCommandInput, context) =>
        input.tasks!.map((task) => ({
          action: 'ecs:DescribeTasks',
          resource: ecsArn(context, `task/${clusterName(input.cluster)}/${taskId(task)}`),
          context: { 'ecs:cluster': clusterArn(context, input.cluster) },
        })),
      handle: (input: DescribeTasksCommandInput) => {
        const cluster = state.cluster(input.cluster);
        const found = input.tasks!.map((reference) => [reference, findTask(state, cluster, reference)] as const);
        return {
          tasks: found.flatMap(([, task]) => (task === undefined ? [] : [describeTask(task)])),
          failures: found
            .filter(([, task]) => task === undefined)
            .map(([reference]) => ({ arn: reference, reason: 'MISSING' })),
        };
      },
    },
    StopTask: {
      required: ['task'],
      authorize: (input: StopTaskCommandInput, context) => [
        {
          action: 'ecs:StopTask',
          resource: ecsArn(context, `task/${clusterName(input.cluster)}/${taskId(input.task!)}`),
          context: { 'ecs:cluster': clusterArn(context, input.cluster) },
        },
      ],
      handle: (input: StopTaskCommandInput) => {
        const task = findTask(state, state.cluster(input.cluster), input.task!);
        if (task === undefined) {
          throw new AwsError('InvalidParameterException', 'The referenced task was not found.');
        }
        lifecycle.stop(task, 'UserInitiated', input.reason ?? 'Task stopped by user');
        return { task: describeTask(task) };
      },
    },
  };
}

function listTasks(state: EcsState, input: ListTasksCommandInput): readonly TaskRecord[] {
  const cluster = state.cluster(input.cluster);
  const service = input.serviceName === undefined ? undefined : state.activeService(cluster, input.serviceName);
  const wanted = input.desiredStatus ?? 'RUNNING';
  return state.allTasks().filter((task) => {
    if (task.service.clusterArn !== cluster.arn || desiredStatus(task) !== wanted) return false;
    if (input.family !== undefined && task.deployment.taskDefinition.family !== input.family) return false;
    return service === undefined || task.service === service;
  });
}

function findTask(state: EcsState, cluster: ClusterRecord, reference: string): TaskRecord | undefined {
  const id = taskId(reference);
  return state.allTasks().find((task) => task.service.clusterArn === cluster.arn && taskId(task.arn) === id);
}

function describeTask(task: TaskRecord): Task {
  const { model, gateways } = taskContainers(task.deployment.taskDefinition.definition, task.service.settings);
  const containers = model === undefined ? gateways : [model.container, ...gateways];
  return {
    taskArn: task.arn,
    clusterArn: task.service.clusterArn,
    taskDefinitionArn: task.deployment.taskDefinition.arn,
    group: `service:${task.service.name}`,
    startedBy: task.deployment.id,
    launchType: 'FARGATE',
    lastStatus: task.status,
    desiredStatus: desiredStatus(task),
    healthStatus: 'UNKNOWN',
    createdAt: task.createdAt,
    startedAt: task.startedAt,
    stoppedAt: task.stoppedAt,
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    containers: containers.map(({ name, image }) => ({
      name,
      image,
      lastStatus: task.status,
      ...(typeof task.exitCode === 'number' ? { exitCode: task.exitCode } : {}), // of the one that ended first
      networkInterfaces: [{ privateIpv4Address: task.ip }],
    })),
  };
}

function desiredStatus(task: TaskRecord): 'RUNNING' | 'STOPPED' {
  return task.stopping ? 'STOPPED' : 'RUNNING';
}

function taskId(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}
