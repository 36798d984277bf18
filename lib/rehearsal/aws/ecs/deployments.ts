import { Clock } from '../../clock';
import { DeploymentRecord, primaryOf, ServiceRecord, TaskDefinitionRecord } from './records';
import { addEvent } from './service-events';
import { EcsState } from './state';

/** Makes a new deployment the primary one; the earlier ones stay until their tasks are gone. */
export function addDeployment(
  clock: Clock,
  state: EcsState,
  service: ServiceRecord,
  taskDefinition: TaskDefinitionRecord,
): DeploymentRecord {
  const now = new Date(clock.now());
  const id = `ecs-svc/${Number.parseInt(state.ids.next(13), 16)}`;
  const deployment: DeploymentRecord = {
    id,
    taskDefinition,
    createdAt: now,
    updatedAt: now,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ${id} in progress.`,
    failedTasks: 0,
    failedStarts: 0,
    notBefore: 0,
  };
  service.deployments = [deployment, ...service.deployments];
  service.steady = false;
  return deployment;
}

/** The primary deployment reached its desired count, and nothing of the earlier ones is left. */
export function complete(clock: Clock, service: ServiceRecord): void {
  const deployment = primaryOf(service);
  deployment.rolloutState = 'COMPLETED';
  deployment.rolloutStateReason = `ECS deployment ${deployment.id} completed.`;
  deployment.updatedAt = new Date(clock.now());
  service.lastCompleted = deployment.taskDefinition;
  addEvent(clock, service, `(deployment ${deployment.id}) deployment completed`);
}

/** The circuit breaker gives the primary deployment up: it starts no tasks any more. */
export function fail(clock: Clock, service: ServiceRecord, rollingBack: boolean): void {
  const deployment = primaryOf(service);
  deployment.rolloutState = 'FAILED';
  deployment.rolloutStateReason = 'ECS deployment circuit breaker: tasks failed to start.';
  deployment.updatedAt = new Date(clock.now());
  addEvent(clock, service, `(deployment ${deployment.id}) deployment failed: tasks failed to start`);
  if (rollingBack) addEvent(clock, service, 'rolling back to the last completed deployment');
}
