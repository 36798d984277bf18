import { Clock } from '../../clock';
import { failureThreshold } from './circuit-breaker';
import { addDeployment, complete, fail } from './deployments';
import { TargetGroups } from './load-balancing';
import { DeploymentRecord, primaryOf, ServiceRecord, TaskRecord } from './records';
import { planRollout, TaskCounts } from './rolling-plan';
import { addEvent } from './service-events';
import { restartDelayMs } from './start-backoff';
import { EcsState } from './state';
import { TaskLifecycle, targetsOf } from './task-lifecycle';

/**
 * ECS's service scheduler: brings a service towards its desired count on its primary deployment. It looks whenever something
 * changed (a call, a task, a target's health, a waiting time over), and every look is idempotent.
 */
export class Reconciler {
  private readonly looking = new Set<ServiceRecord>();
  private readonly lookAgain = new Set<ServiceRecord>();

  constructor(
    private readonly clock: Clock,
    private readonly state: EcsState,
    private readonly targetGroups: TargetGroups,
    private readonly lifecycle: TaskLifecycle,
  ) {}

  /** Looks until nothing is left to do. A change caused by a look makes another one follow instead of nesting. */
  reconcile(service: ServiceRecord): void {
    this.lookAgain.add(service);
    if (this.looking.has(service)) return;
    this.looking.add(service);
    try {
      while (this.lookAgain.delete(service)) this.look(service);
    } finally {
      this.looking.delete(service);
    }
  }

  taskChanged(task: TaskRecord): void {
    if (task.status === 'STOPPED' && endedByItself(task) && !task.everHealthy) this.countFailure(task);
    if (task.status === 'RUNNING') this.lookAfter(task.service, this.graceEnd(task) - this.clock.now());
    this.reconcile(task.service);
  }

  private look(service: ServiceRecord): void {
    if (service.status === 'INACTIVE') return;
    this.state.forgetStopped(this.clock.now());
    this.judgeTasks(service);
    this.breakCircuit(service);
    this.move(service);
    this.settle(service);
  }

  /** Remembers which tasks proved healthy, and stops those whose target is not. */
  private judgeTasks(service: ServiceRecord): void {
    for (const task of this.active(service)) {
      if (this.isHealthy(task) && !task.everHealthy) {
        task.everHealthy = true;
        task.deployment.failedTasks = 0;
        task.deployment.failedStarts = 0;
      }
      const sick = targetsOf(service).find(({ arn, port }) => this.targetState(task, arn, port) === 'unhealthy');
      if (sick === undefined || task.status !== 'RUNNING' || this.clock.now() < this.graceEnd(task)) continue;
      this.countFailure(task);
      addEvent(
        this.clock,
        service,
        `(port ${sick.port}) is unhealthy in (target-group ${sick.arn}) due to failed health checks`,
      );
      this.lifecycle.stop(
        task,
        'ServiceSchedulerInitiated',
        `Task failed ELB health checks in (target-group ${sick.arn})`,
      );
    }
  }

  /** For a task that ended without ever being healthy, or whose target was found unhealthy. */
  private countFailure(task: TaskRecord): void {
    const { deployment, service } = task;
    if (deployment.rolloutState === 'IN_PROGRESS') deployment.failedTasks += 1;
    deployment.failedStarts += 1;
    const delayMs = restartDelayMs(deployment.failedStarts);
    deployment.notBefore = this.clock.now() + delayMs;
    if (delayMs > 0) this.lookAfter(service, delayMs);
  }

  private breakCircuit(service: ServiceRecord): void {
    const primary = primaryOf(service);
    const { enable, rollback } = service.settings.circuitBreaker;
    if (!enable || primary.rolloutState !== 'IN_PROGRESS') return;
    if (primary.failedTasks < failureThreshold(service.desiredCount)) return;
    const target = rollback && service.lastCompleted !== primary.taskDefinition ? service.lastCompleted : undefined;
    fail(this.clock, service, target !== undefined);
    if (target === undefined) return;
    const deployment = addDeployment(this.clock, this.state, service, target);
    deployment.rolloutStateReason = `ECS deployment circuit breaker: rolling back to deploymentId ${deployment.id}.`;
  }

  private move(service: ServiceRecord): void {
    const primary = primaryOf(service);
    const active = this.active(service);
    const [current, old] = [split(active, primary, true), split(active, primary, false)];
    const moves = planRollout({
      desired: service.desiredCount,
      minimumHealthyPercent: service.settings.minimumHealthyPercent,
      maximumPercent: service.settings.maximumPercent,
      primary: this.count(current),
      old: this.count(old),
      primaryFailed: primary.rolloutState === 'FAILED',
    });
    this.stop(service, this.unreadyFirst(current).slice(0, moves.stopPrimary));
    this.stop(service, this.unreadyFirst(old).slice(0, moves.stopOldUnready + moves.stopOldHealthy));
    if (this.clock.now() >= primary.notBefore) this.start(service, primary, moves.start);
  }

  private start(service: ServiceRecord, deployment: DeploymentRecord, count: number): void {
    if (count === 0) return;
    service.steady = false;
    for (let index = 0; index < count; index++) {
      const task = this.newTask(service, deployment);
      this.state.addTask(task);
      this.lifecycle.start(task);
    }
    addEvent(this.clock, service, `has started ${count} tasks`);
  }

  private stop(service: ServiceRecord, tasks: readonly TaskRecord[]): void {
    if (tasks.length === 0) return;
    service.steady = false;
    addEvent(this.clock, service, `has begun draining connections on ${tasks.length} tasks`);
    for (const task of tasks) {
      this.lifecycle.stop(
        task,
        'ServiceSchedulerInitiated',
        `Scaling activity initiated by (deployment ${primaryOf(service).id})`,
      );
    }
  }

  /** Drops deployments without tasks, completes the primary one, and reports the steady state once. */
  private settle(service: ServiceRecord): void {
    const primary = primaryOf(service);
    const live = this.state.liveTasks(service);
    service.deployments = service.deployments.filter(
      (deployment) => deployment === primary || live.some((task) => task.deployment === deployment),
    );
    const current = this.count(split(this.active(service), primary, true));
    const reached = current.total === service.desiredCount && current.healthy === service.desiredCount;
    if (service.status === 'DRAINING' && live.length === 0) service.status = 'INACTIVE';
    if (!reached || service.deployments.length > 1) return;
    if (primary.rolloutState === 'IN_PROGRESS') complete(this.clock, service);
    if (service.steady || live.length !== service.desiredCount) return;
    service.steady = true;
    addEvent(this.clock, service, 'has reached a steady state');
  }

  private newTask(service: ServiceRecord, deployment: DeploymentRecord): TaskRecord {
    const prefix = service.arn.slice(0, service.arn.indexOf(':service/'));
    return {
      arn: `${prefix}:task/${service.clusterName}/${this.state.ids.next(32)}`,
      service,
      deployment,
      ip: this.state.nextTaskIp(),
      createdAt: new Date(this.clock.now()),
      status: 'PROVISIONING',
      stopping: false,
      everHealthy: false,
    };
  }

  private active(service: ServiceRecord): readonly TaskRecord[] {
    return this.state.liveTasks(service).filter((task) => !task.stopping);
  }

  private count(tasks: readonly TaskRecord[]): TaskCounts {
    return { total: tasks.length, healthy: tasks.filter((task) => this.isHealthy(task)).length };
  }

  private unreadyFirst(tasks: readonly TaskRecord[]): readonly TaskRecord[] {
    return [...tasks].sort((a, b) => Number(this.isHealthy(a)) - Number(this.isHealthy(b)));
  }

  /** Running, and reported healthy by every load balancer of the service (API reference, `CreateService`). */
  private isHealthy(task: TaskRecord): boolean {
    if (task.status !== 'RUNNING') return false;
    return targetsOf(task.service).every(({ arn, port }) => this.targetState(task, arn, port) === 'healthy');
  }

  private targetState(task: TaskRecord, targetGroupArn: string, port: number) {
    return this.targetGroups.targetState(targetGroupArn, task.ip, port);
  }

  private graceEnd(task: TaskRecord): number {
    return (task.startedAt?.getTime() ?? 0) + task.service.settings.healthCheckGracePeriodSeconds * 1000;
  }

  private lookAfter(service: ServiceRecord, delayMs: number): void {
    if (delayMs > 0) this.clock.at(this.clock.now() + delayMs, () => this.reconcile(service));
  }
}

function split(tasks: readonly TaskRecord[], primary: DeploymentRecord, ofPrimary: boolean): readonly TaskRecord[] {
  return tasks.filter((task) => (task.deployment === primary) === ofPrimary);
}

function endedByItself(task: TaskRecord): boolean {
  return task.stopCode === 'EssentialContainerExited' || task.stopCode === 'TaskFailedToStart';
}
