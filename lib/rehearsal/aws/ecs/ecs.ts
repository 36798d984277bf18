import { Clock } from '../../clock';
import { TaskRuntime } from '../../tasks';
import { EmulatedService, Operation } from '../service';
import { clusterOperations } from './clusters';
import { EcsFaults } from './faults';
import { TargetGroups } from './load-balancing';
import { Reconciler } from './reconciler';
import { ServiceRecord } from './records';
import { requireCount } from './service-input';
import { serviceOperations } from './services';
import { EcsState } from './state';
import { tagOperations } from './tags';
import { TaskSurroundings } from './task-spec';
import { taskDefinitionOperations } from './task-definitions';
import { TaskLifecycle, targetsOf } from './task-lifecycle';
import { taskOperations } from './tasks';

export interface EcsProps {
  readonly clock: Clock;
  readonly runtime: TaskRuntime;
  readonly targetGroups: TargetGroups;
  /** @default - containers have no credentials, and nobody reads their logs */
  readonly surroundings?: TaskSurroundings;
  /**
   * Virtual milliseconds from the decision to start a task to its containers' start: placement and image pull.
   *
   * @default 30000
   */
  readonly taskStartMs?: number;
}

const NO_SURROUNDINGS: TaskSurroundings = { credentials: () => Promise.resolve({}), log: () => undefined };

/**
 * Emulated Elastic Container Service: Fargate services with the rolling deployment controller. Tasks are real processes of
 * the task runtime, registered in the emulated target groups. Container health checks, secrets, capacity providers and
 * placement are not emulated, nor are containers other than the model's and gateways.
 */
export class Ecs implements EmulatedService {
  readonly signingName = 'ecs';
  readonly protocol = 'json-1.1';
  readonly targetPrefix = 'AmazonEC2ContainerServiceV20141113';
  readonly operations: Readonly<Record<string, Operation>>;
  /** Hooks for faults of the rehearsal. */
  readonly faults = new EcsFaults();

  private readonly state = new EcsState();
  private readonly reconciler: Reconciler;

  constructor(props: EcsProps) {
    const { clock, runtime, targetGroups, surroundings = NO_SURROUNDINGS, taskStartMs = 30_000 } = props;
    const lifecycle = new TaskLifecycle(
      { clock, runtime, targetGroups, faults: this.faults, surroundings, taskStartMs },
      (task) => this.reconciler.taskChanged(task),
    );
    this.reconciler = new Reconciler(clock, this.state, targetGroups, lifecycle);
    targetGroups.onTargetHealth((arn) => this.targetHealthChanged(arn));
    this.operations = {
      ...clusterOperations(this.state),
      ...taskDefinitionOperations(this.state, this.faults),
      ...serviceOperations({ state: this.state, reconciler: this.reconciler, targetGroups }),
      ...taskOperations(this.state, lifecycle),
      ...tagOperations(this.state),
    };
  }

  /** Desired count of an active service, or undefined when there is none: what Application Auto Scaling reads. */
  desiredCount(cluster: string, service: string): number | undefined {
    return this.activeService(cluster, service)?.desiredCount;
  }

  /** Sets the desired count as a scaling activity does; harmless when the service is gone. */
  setDesiredCount(cluster: string, service: string, desiredCount: number): void {
    const record = this.activeService(cluster, service);
    if (record === undefined) return;
    record.desiredCount = requireCount(desiredCount);
    record.steady = false;
    this.reconciler.reconcile(record);
  }

  private activeService(cluster: string, service: string): ServiceRecord | undefined {
    const record = this.state.clusters.get(cluster);
    const found = record === undefined ? undefined : this.state.findService(record, service);
    return found?.status === 'ACTIVE' ? found : undefined;
  }

  private targetHealthChanged(targetGroupArn: string): void {
    for (const service of this.state.services.values()) {
      if (targetsOf(service).some(({ arn }) => arn === targetGroupArn)) this.reconciler.reconcile(service);
    }
  }
}
