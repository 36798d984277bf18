import type {
  Cluster,
  CreateClusterCommandInput,
  DeleteClusterCommandInput,
  DescribeClustersCommandInput,
  UpdateClusterCommandInput,
} from '@aws-sdk/client-ecs';
import { AwsError, CallContext, Operation } from '../service';
import { clusterName, ecsArn } from './arns';
import { onAll, onCluster } from './permissions';
import { ClusterRecord } from './records';
import { EcsState } from './state';

/** Operations on clusters. */
export function clusterOperations(state: EcsState): Record<string, Operation> {
  return {
    CreateCluster: {
      authorize: onAll('CreateCluster'),
      handle: (input: CreateClusterCommandInput, context) => ({
        cluster: describe(state, createCluster(state, input, context)),
      }),
    },
    DescribeClusters: {
      authorize: (input: DescribeClustersCommandInput, context) =>
        (input.clusters ?? ['default']).map((cluster) => onCluster('DescribeClusters', context, cluster)),
      handle: (input: DescribeClustersCommandInput, context) => {
        const names = (input.clusters ?? ['default']).map(clusterName);
        return {
          clusters: names.flatMap((name) => {
            const cluster = state.clusters.get(name);
            return cluster === undefined ? [] : [describe(state, cluster)];
          }),
          failures: names
            .filter((name) => !state.clusters.has(name))
            .map((name) => ({ arn: ecsArn(context, `cluster/${name}`), reason: 'MISSING' })),
        };
      },
    },
    UpdateCluster: {
      required: ['cluster'],
      authorize: (input: UpdateClusterCommandInput, context) => [onCluster('UpdateCluster', context, input.cluster)],
      handle: (input: UpdateClusterCommandInput) => {
        const cluster = state.cluster(input.cluster);
        cluster.settings = structuredClone(input.settings ?? cluster.settings);
        return { cluster: describe(state, cluster) };
      },
    },
    DeleteCluster: {
      required: ['cluster'],
      authorize: (input: DeleteClusterCommandInput, context) => [onCluster('DeleteCluster', context, input.cluster)],
      handle: (input: DeleteClusterCommandInput) => {
        const cluster = state.cluster(input.cluster);
        if (activeServices(state, cluster) > 0) {
          throw new AwsError(
            'ClusterContainsServicesException',
            'The Cluster cannot be deleted while Services are active.',
          );
        }
        cluster.status = 'INACTIVE';
        return { cluster: describe(state, cluster) };
      },
    },
  };
}

/** Creating a cluster that exists returns it (memory). */
function createCluster(state: EcsState, input: CreateClusterCommandInput, context: CallContext): ClusterRecord {
  const name = input.clusterName ?? 'default';
  const present = state.clusters.get(name);
  if (present?.status === 'ACTIVE') return present;
  const cluster: ClusterRecord = {
    arn: ecsArn(context, `cluster/${name}`),
    name,
    status: 'ACTIVE',
    settings: structuredClone(input.settings ?? []),
    tags: structuredClone(input.tags ?? []),
  };
  state.clusters.set(name, cluster);
  return cluster;
}

function describe(state: EcsState, cluster: ClusterRecord): Cluster {
  const tasks = state.allTasks().filter((task) => task.service.clusterArn === cluster.arn);
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    settings: cluster.settings.map(({ name, value }) => ({ name: name as 'containerInsights', value })),
    activeServicesCount: activeServices(state, cluster),
    runningTasksCount: tasks.filter((task) => task.status === 'RUNNING').length,
    pendingTasksCount: tasks.filter((task) => task.status === 'PROVISIONING' || task.status === 'PENDING').length,
    registeredContainerInstancesCount: 0,
  };
}

function activeServices(state: EcsState, cluster: ClusterRecord): number {
  return [...state.services.values()].filter(
    (service) => service.clusterArn === cluster.arn && service.status === 'ACTIVE',
  ).length;
}
