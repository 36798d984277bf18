import { Clock } from '../../clock';
import { TaskRuntime, TaskSpec } from '../../tasks';
import { EcsFaults } from './faults';
import { TargetGroups } from './load-balancing';
import { ServiceRecord, TaskRecord } from './records';
import { taskSpec, TaskSurroundings } from './task-spec';

/** Told whenever the status of a task changed. */
export type TaskChange = (task: TaskRecord) => void;

export interface TaskLifecycleProps {
  readonly clock: Clock;
  readonly runtime: TaskRuntime;
  readonly targetGroups: TargetGroups;
  readonly faults: EcsFaults;
  readonly surroundings: TaskSurroundings;
  /** Virtual milliseconds for placement and image pull. */
  readonly taskStartMs: number;
}

/** Takes single tasks from PROVISIONING to STOPPED; what should run is the reconciler's business. */
export class TaskLifecycle {
  constructor(
    private readonly props: TaskLifecycleProps,
    private readonly changed: TaskChange,
  ) {}

  /** Starts a task after the start time. */
  start(task: TaskRecord): void {
    const { clock, taskStartMs } = this.props;
    clock.at(clock.now() + taskStartMs, () => this.launch(task));
  }

  /** Deregisters the task's targets, waits until they are drained, then ends its containers. Harmless when it is stopping. */
  stop(task: TaskRecord, stopCode: TaskRecord['stopCode'], reason: string): void {
    if (task.stopping || task.status === 'STOPPED') return;
    task.stopping = true;
    task.stopCode = stopCode;
    task.stoppedReason = reason;
    if (task.status === 'PROVISIONING') return this.ended(task, null);
    if (task.status === 'PENDING') return; // `launch` sees the wish as soon as the containers are there
    task.status = 'DEACTIVATING';
    const drainMs = this.deregister(task);
    this.changed(task);
    this.props.clock.at(this.props.clock.now() + drainMs, () => this.endContainers(task));
  }

  private async launch(task: TaskRecord): Promise<void> {
    if (task.stopping) return;
    task.status = 'PENDING';
    this.changed(task);
    const { faults, runtime, surroundings } = this.props;
    try {
      const declared = await taskSpec(task, surroundings);
      const spec = faults.onTaskStarting?.(declared) ?? declared;
      await this.launched(task, spec, runtime);
    } catch (error) {
      task.stopCode ??= 'TaskFailedToStart';
      task.stoppedReason ??= `CannotStartContainerError: ${error instanceof Error ? error.message : String(error)}`;
      this.ended(task, null);
    }
  }

  private async launched(task: TaskRecord, spec: TaskSpec, runtime: TaskRuntime): Promise<void> {
    const running = await runtime.start(spec);
    task.running = running;
    const exited = running.exited.then(
      ({ code }) => code,
      () => null,
    );
    void exited.then((code) => this.ended(task, code));
    if (task.stopping) return this.endContainers(task);
    const endedWhileStarting = await Promise.race([exited.then(() => true), settledLater()]);
    if (endedWhileStarting || task.stopping) return;
    task.status = 'RUNNING';
    task.startedAt = new Date(this.props.clock.now());
    for (const { arn, port } of targetsOf(task.service)) this.props.targetGroups.registerTarget(arn, task.ip, port);
    this.changed(task);
  }

  private async endContainers(task: TaskRecord): Promise<void> {
    if (task.status === 'STOPPED') return;
    task.status = 'STOPPING';
    this.changed(task);
    await task.running?.stop();
  }

  /** @param code exit code of the essential container, null when it never ran or was killed */
  private ended(task: TaskRecord, code: number | null): void {
    if (task.status === 'STOPPED') return;
    if (!task.stopping) this.deregister(task);
    task.stopping = true;
    task.stopCode ??= 'EssentialContainerExited';
    task.stoppedReason ??= 'Essential container in task exited';
    task.exitCode = code;
    task.stoppedAt = new Date(this.props.clock.now());
    task.status = 'STOPPED';
    this.changed(task);
  }

  /** Returns the virtual milliseconds until the last target is drained. */
  private deregister(task: TaskRecord): number {
    const drains = targetsOf(task.service).map(({ arn, port }) =>
      this.props.targetGroups.deregisterTarget(arn, task.ip, port),
    );
    return Math.max(0, ...drains);
  }
}

/** Target groups of a service with the container port that is registered in each. */
export function targetsOf(service: ServiceRecord): readonly { readonly arn: string; readonly port: number }[] {
  return service.settings.loadBalancers.map((loadBalancer) => ({
    arn: loadBalancer.targetGroupArn!,
    port: loadBalancer.containerPort!,
  }));
}

/** Resolves false a few promise turns later, so that an exit that happened already is seen first. */
async function settledLater(): Promise<false> {
  await new Promise((resolve) => setImmediate(resolve));
  return false;
}
