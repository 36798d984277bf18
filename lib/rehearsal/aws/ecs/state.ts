import { AwsError } from '../service';
import { ResourceIds } from '../resource-ids';
import { clusterName, serviceName } from './arns';
import { ClusterRecord, ServiceRecord, TaskDefinitionRecord, TaskRecord } from './records';

/** Stopped tasks stay visible for an hour (API reference, `DescribeTasks`: "at least one hour"). */
const STOPPED_TASKS_MS = 3_600_000;

/** All resources of the emulated ECS, with the lookups that answer as AWS does when something is missing. */
export class EcsState {
  readonly ids = new ResourceIds('ecs');
  readonly clusters = new Map<string, ClusterRecord>();
  /** Revisions by family, oldest first; the revision is the index plus one. */
  readonly families = new Map<string, TaskDefinitionRecord[]>();
  /** By ARN. A service that was deleted stays until its name is used again. */
  readonly services = new Map<string, ServiceRecord>();
  private readonly tasks = new Set<TaskRecord>();
  private taskIps = 0;

  /** A cluster by name or ARN (`default` when absent); throws ClusterNotFoundException. */
  cluster(reference: string | undefined): ClusterRecord {
    const cluster = this.clusters.get(clusterName(reference));
    if (cluster?.status !== 'ACTIVE') throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
    return cluster;
  }

  findService(cluster: ClusterRecord, reference: string): ServiceRecord | undefined {
    const name = serviceName(reference);
    return [...this.services.values()].find((service) => service.clusterArn === cluster.arn && service.name === name);
  }

  /** A service that is not deleted; throws ServiceNotFoundException or ServiceNotActiveException. */
  activeService(cluster: ClusterRecord, reference: string): ServiceRecord {
    const service = this.findService(cluster, reference);
    if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
    if (service.status !== 'ACTIVE') throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
    return service;
  }

  /** A revision by `family` (the latest ACTIVE one), `family:revision` or ARN; undefined when there is none. */
  findTaskDefinition(reference: string): TaskDefinitionRecord | undefined {
    const [family = '', revision] = reference.slice(reference.lastIndexOf('/') + 1).split(':');
    const revisions = this.families.get(family) ?? [];
    if (revision === undefined) return [...revisions].reverse().find((candidate) => candidate.status === 'ACTIVE');
    return revisions[Number(revision) - 1];
  }

  addTask(task: TaskRecord): void {
    this.tasks.add(task);
  }

  allTasks(): readonly TaskRecord[] {
    return [...this.tasks];
  }

  /** Tasks of a service that are not stopped, those that are stopping included. */
  liveTasks(service: ServiceRecord): readonly TaskRecord[] {
    return this.allTasks().filter((task) => task.service === service && task.status !== 'STOPPED');
  }

  /** Forgets tasks that stopped more than an hour before `now` (virtual milliseconds). */
  forgetStopped(now: number): void {
    for (const task of this.tasks) {
      if (task.stoppedAt !== undefined && now - task.stoppedAt.getTime() > STOPPED_TASKS_MS) this.tasks.delete(task);
    }
  }

  /** An address of the emulated VPC that no task had before: 10.0.1.4, 10.0.1.5, … (AWS reserves the first four). */
  nextTaskIp(): string {
    const index = this.taskIps++;
    return `10.0.${1 + Math.floor(index / 250)}.${4 + (index % 250)}`;
  }
}
