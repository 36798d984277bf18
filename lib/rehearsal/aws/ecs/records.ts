import type {
  KeyValuePair,
  LoadBalancer,
  NetworkConfiguration,
  ServiceEvent,
  Tag,
  TaskDefinition,
} from '@aws-sdk/client-ecs';
import { RunningTask } from '../../tasks';

/** What the emulated ECS keeps. Members that nothing changes are readonly. */
export interface ClusterRecord {
  readonly arn: string;
  readonly name: string;
  status: 'ACTIVE' | 'INACTIVE';
  settings: readonly KeyValuePair[];
  tags: readonly Tag[];
}

export interface TaskDefinitionRecord {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  status: 'ACTIVE' | 'INACTIVE';
  readonly definition: TaskDefinition;
  readonly registeredAt: Date;
  deregisteredAt?: Date;
  tags: readonly Tag[];
}

export interface DeploymentRecord {
  readonly id: string;
  readonly taskDefinition: TaskDefinitionRecord;
  readonly createdAt: Date;
  updatedAt: Date;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  rolloutStateReason: string;
  /** Tasks in a row that failed while the deployment was in progress: what the circuit breaker counts. */
  failedTasks: number;
  /** Tasks in a row that ended without ever being healthy: what the restart delay grows with. */
  failedStarts: number;
  /** Virtual time before which no task is started. */
  notBefore: number;
}

export interface ServiceRecord {
  readonly arn: string;
  readonly name: string;
  readonly clusterArn: string;
  readonly clusterName: string;
  readonly createdAt: Date;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  desiredCount: number;
  settings: ServiceSettings;
  /** Newest first; the first is the primary one. */
  deployments: readonly DeploymentRecord[];
  /** What the circuit breaker rolls back to. */
  lastCompleted: TaskDefinitionRecord | undefined;
  steady: boolean;
  /** Newest first, 100 at most. */
  events: readonly ServiceEvent[];
  tags: readonly Tag[];
}

/** What `CreateService` and `UpdateService` configure, beside task definition and count. */
export interface ServiceSettings {
  readonly loadBalancers: readonly LoadBalancer[];
  readonly networkConfiguration: NetworkConfiguration;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly circuitBreaker: { readonly enable: boolean; readonly rollback: boolean };
  readonly healthCheckGracePeriodSeconds: number;
}

export type TaskStatus = 'PROVISIONING' | 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'STOPPED';

export interface TaskRecord {
  readonly arn: string;
  readonly service: ServiceRecord;
  readonly deployment: DeploymentRecord;
  readonly ip: string;
  readonly createdAt: Date;
  status: TaskStatus;
  /** True from the decision to stop on, also while the target drains. */
  stopping: boolean;
  everHealthy: boolean;
  startedAt?: Date;
  stoppedAt?: Date;
  stopCode?: 'ServiceSchedulerInitiated' | 'EssentialContainerExited' | 'TaskFailedToStart' | 'UserInitiated';
  stoppedReason?: string;
  exitCode?: number | null;
  running?: RunningTask;
}

/** The deployment that the service converges to. */
export function primaryOf(service: ServiceRecord): DeploymentRecord {
  return service.deployments[0];
}
