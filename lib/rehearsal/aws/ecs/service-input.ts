import type { CreateServiceCommandInput, UpdateServiceCommandInput } from '@aws-sdk/client-ecs';
import { AwsError } from '../service';
import { taskContainers } from './containers';
import { TargetGroups } from './load-balancing';
import { ServiceSettings, TaskDefinitionRecord } from './records';
import { EcsState } from './state';
import { requireContainerPort } from './task-spec';

type ServiceInput = Partial<Omit<CreateServiceCommandInput, 'serviceName'>> | UpdateServiceCommandInput;

/** Defaults of a new replica service (API reference, `CreateService` and `DeploymentConfiguration`). */
export const DEFAULT_SETTINGS: ServiceSettings = {
  loadBalancers: [],
  networkConfiguration: {},
  minimumHealthyPercent: 100,
  maximumPercent: 200,
  circuitBreaker: { enable: false, rollback: false },
  healthCheckGracePeriodSeconds: 0,
};

/** Settings of a create or update call over `current`; members that the call leaves out keep their value. */
export function serviceSettings(input: ServiceInput, current: ServiceSettings): ServiceSettings {
  requireEmulated(input);
  const deployment = input.deploymentConfiguration;
  const breaker = deployment?.deploymentCircuitBreaker;
  return {
    loadBalancers: structuredClone(input.loadBalancers ?? current.loadBalancers),
    networkConfiguration: structuredClone(input.networkConfiguration ?? current.networkConfiguration),
    minimumHealthyPercent: deployment?.minimumHealthyPercent ?? current.minimumHealthyPercent,
    maximumPercent: deployment?.maximumPercent ?? current.maximumPercent,
    circuitBreaker:
      breaker === undefined
        ? current.circuitBreaker
        : { enable: breaker.enable === true, rollback: breaker.rollback === true },
    healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds ?? current.healthCheckGracePeriodSeconds,
  };
}

/** What would change the scheduler's behaviour in a way that is not emulated: 501 instead of a wrong rehearsal. */
function requireEmulated(input: ServiceInput): void {
  const controller = 'deploymentController' in input ? (input.deploymentController?.type ?? 'ECS') : 'ECS';
  const strategy = input.deploymentConfiguration?.strategy ?? 'ROLLING';
  const scheduling = 'schedulingStrategy' in input ? (input.schedulingStrategy ?? 'REPLICA') : 'REPLICA';
  const alarms = input.deploymentConfiguration?.alarms?.enable === true ? 'on' : 'off';
  const asked: readonly (readonly [string, string, string])[] = [
    ['deployment controller', controller, 'ECS'],
    ['deployment strategy', strategy, 'ROLLING'],
    ['scheduling strategy', scheduling, 'REPLICA'],
    ['deployment alarms', alarms, 'off'],
  ];
  for (const [what, value, emulated] of asked) {
    if (value === emulated) continue;
    throw new AwsError('NotImplemented', `the rehearsal emulates ECS with ${what} '${emulated}', not '${value}'`, 501);
  }
}

/** Checks a whole service before it is stored. */
export function requireService(
  settings: ServiceSettings,
  taskDefinition: TaskDefinitionRecord,
  targetGroups: TargetGroups,
): void {
  const { awsvpcConfiguration } = settings.networkConfiguration;
  if (awsvpcConfiguration === undefined) {
    throw invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  if ((awsvpcConfiguration.subnets ?? []).length === 0) throw invalid('subnets can not be empty.');
  if (settings.maximumPercent < settings.minimumHealthyPercent) {
    throw invalid('maximumPercent must be greater than or equal to minimumHealthyPercent.');
  }
  for (const { targetGroupArn } of settings.loadBalancers) requireAttached(targetGroups, targetGroupArn);
  for (const loadBalancer of settings.loadBalancers) requireContainerPort(taskDefinition, loadBalancer);
  taskContainers(taskDefinition.definition, settings); // refuses what can't be run, before anything is started
}

function requireAttached(targetGroups: TargetGroups, arn: string | undefined): void {
  if (arn === undefined) throw invalid('targetGroupArn must not be empty.');
  if (targetGroups.isAttached(arn)) return;
  throw invalid(`The target group with targetGroupArn ${arn} does not have an associated load balancer.`);
}

/** The revision that a service is to run: the latest ACTIVE one for a bare family, and never an INACTIVE one. */
export function usableTaskDefinition(state: EcsState, reference: string | undefined): TaskDefinitionRecord {
  if (reference === undefined) throw invalid('TaskDefinition can not be blank.');
  const record = state.findTaskDefinition(reference);
  if (record === undefined) throw new AwsError('ClientException', 'TaskDefinition not found.');
  if (record.status !== 'ACTIVE') throw new AwsError('ClientException', 'TaskDefinition is inactive');
  return record;
}

/** @throws InvalidParameterException for anything but a whole number from 0 */
export function requireCount(desiredCount: number): number {
  if (Number.isInteger(desiredCount) && desiredCount >= 0) return desiredCount;
  throw invalid(`Invalid desired count ${desiredCount}: it must be a whole number, 0 or more.`);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
