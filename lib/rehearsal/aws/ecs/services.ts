import type {
  CreateServiceCommandInput,
  DeleteServiceCommandInput,
  DescribeServicesCommandInput,
  ListServicesCommandInput,
  UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { AwsError, CallContext, Operation } from '../service';
import { serviceArn } from './arns';
import { addDeployment } from './deployments';
import { describeService } from './describe-service';
import { TargetGroups } from './load-balancing';
import { onService, tagOnCreate } from './permissions';
import { primaryOf, ServiceRecord, ServiceSettings, TaskDefinitionRecord } from './records';
import { Reconciler } from './reconciler';
import { DEFAULT_SETTINGS, requireCount, requireService, serviceSettings, usableTaskDefinition } from './service-input';
import { EcsState } from './state';

export interface ServiceCollaborators {
  readonly state: EcsState;
  readonly reconciler: Reconciler;
  readonly targetGroups: TargetGroups;
}

/** Operations on services. */
export function serviceOperations(collaborators: ServiceCollaborators): Record<string, Operation> {
  const { state } = collaborators;
  const shown = (service: ServiceRecord) => describeService(service, state.liveTasks(service));
  return {
    CreateService: {
      required: ['serviceName'],
      authorize: (input: CreateServiceCommandInput, context) => [
        onService('CreateService', context, input.cluster, input.serviceName!, taskDefinitionKey(input)),
        ...((input.tags ?? []).length > 0
          ? [tagOnCreate(serviceArn(context, input.cluster, input.serviceName!), 'CreateService')]
          : []),
      ],
      handle: (input: CreateServiceCommandInput, context) => ({
        service: shown(createService(collaborators, input, context)),
      }),
    },
    UpdateService: {
      required: ['service'],
      authorize: (input: UpdateServiceCommandInput, context) => [
        onService('UpdateService', context, input.cluster, input.service!, taskDefinitionKey(input)),
      ],
      handle: (input: UpdateServiceCommandInput, context) => ({
        service: shown(updateService(collaborators, input, context)),
      }),
    },
    DescribeServices: {
      required: ['services'],
      authorize: (input: DescribeServicesCommandInput, context) =>
        input.services!.map((service) => onService('DescribeServices', context, input.cluster, service)),
      handle: (input: DescribeServicesCommandInput, context) => describeServices(state, input, context),
    },
    ListServices: {
      authorize: (input: ListServicesCommandInput, context) => [
        { ...onService('ListServices', context, input.cluster, ''), resource: '*' },
      ],
      handle: (input: ListServicesCommandInput) => {
        const cluster = state.cluster(input.cluster);
        const present = [...state.services.values()].filter(
          (service) => service.clusterArn === cluster.arn && service.status !== 'INACTIVE',
        );
        return { serviceArns: present.map((service) => service.arn) };
      },
    },
    DeleteService: {
      required: ['service'],
      authorize: (input: DeleteServiceCommandInput, context) => [
        onService('DeleteService', context, input.cluster, input.service!),
      ],
      handle: (input: DeleteServiceCommandInput) => ({ service: shown(deleteService(collaborators, input)) }),
    },
  };
}

function createService(
  { state, reconciler, targetGroups }: ServiceCollaborators,
  input: CreateServiceCommandInput,
  context: CallContext,
): ServiceRecord {
  const cluster = state.cluster(input.cluster);
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(input.serviceName!)) {
    throw new AwsError('InvalidParameterException', `Service name '${input.serviceName}' is invalid.`);
  }
  requireFreeName(state.findService(cluster, input.serviceName!));
  const settings = serviceSettings(input, DEFAULT_SETTINGS);
  const taskDefinition = usableTaskDefinition(state, input.taskDefinition);
  requireService(settings, taskDefinition, targetGroups);
  const service: ServiceRecord = {
    arn: serviceArn(context, input.cluster, input.serviceName!),
    name: input.serviceName!,
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    createdAt: new Date(context.clock.now()),
    status: 'ACTIVE',
    desiredCount: requireCount(input.desiredCount ?? 1),
    settings,
    deployments: [],
    lastCompleted: undefined,
    steady: false,
    events: [],
    tags: structuredClone(input.tags ?? []),
  };
  addDeployment(context.clock, state, service, taskDefinition);
  state.services.set(service.arn, service);
  reconciler.reconcile(service);
  return service;
}

function requireFreeName(present: ServiceRecord | undefined): void {
  if (present?.status === 'ACTIVE') {
    throw new AwsError('InvalidParameterException', 'Creation of service was not idempotent.');
  }
  if (present?.status === 'DRAINING') {
    throw new AwsError('InvalidParameterException', 'Unable to Start a service that is still Draining.');
  }
}

/**
 * A new desired count starts no deployment; another task definition, network, load balancer or `forceNewDeployment` does
 * (API reference). That naming the revision which runs already starts none is (inference): see aws-facts.md, T7.
 */
function updateService(
  { state, reconciler, targetGroups }: ServiceCollaborators,
  input: UpdateServiceCommandInput,
  context: CallContext,
): ServiceRecord {
  const service = state.activeService(state.cluster(input.cluster), input.service!);
  const running = primaryOf(service).taskDefinition;
  const taskDefinition =
    input.taskDefinition === undefined ? running : usableTaskDefinition(state, input.taskDefinition);
  const settings = serviceSettings(input, service.settings);
  requireService(settings, taskDefinition, targetGroups);
  const desiredCount = requireCount(input.desiredCount ?? service.desiredCount);
  const deploys = input.forceNewDeployment === true || needsDeployment(service, taskDefinition, settings);
  service.settings = settings;
  if (desiredCount !== service.desiredCount) service.steady = false;
  service.desiredCount = desiredCount;
  if (deploys) addDeployment(context.clock, state, service, taskDefinition);
  reconciler.reconcile(service);
  return service;
}

function needsDeployment(service: ServiceRecord, wanted: TaskDefinitionRecord, settings: ServiceSettings): boolean {
  const deployed = ({ networkConfiguration, loadBalancers }: ServiceSettings) =>
    JSON.stringify([networkConfiguration, loadBalancers]);
  return primaryOf(service).taskDefinition !== wanted || deployed(service.settings) !== deployed(settings);
}

function describeServices(state: EcsState, input: DescribeServicesCommandInput, context: CallContext): object {
  const cluster = state.cluster(input.cluster);
  if (input.services!.length > 10) {
    throw new AwsError('InvalidParameterException', 'Services length should be at most 10.');
  }
  const withTags = (input.include ?? []).includes('TAGS');
  const found = input.services!.map((reference) => [reference, state.findService(cluster, reference)] as const);
  return {
    services: found.flatMap(([, service]) => {
      if (service === undefined) return [];
      const shown = describeService(service, state.liveTasks(service));
      return [withTags ? { ...shown, tags: [...service.tags] } : shown];
    }),
    failures: found
      .filter(([, service]) => service === undefined)
      .map(([reference]) => ({ arn: serviceArn(context, input.cluster, reference), reason: 'MISSING' })),
  };
}

/** Without `force` only a service that is scaled to 0 can be deleted (API reference). */
function deleteService({ state, reconciler }: ServiceCollaborators, input: DeleteServiceCommandInput): ServiceRecord {
  const service = state.activeService(state.cluster(input.cluster), input.service!);
  if (input.force !== true && service.desiredCount > 0) {
    throw new AwsError('InvalidParameterException', 'The service cannot be stopped while it is scaled above 0.');
  }
  service.desiredCount = 0;
  service.status = 'DRAINING';
  reconciler.reconcile(service);
  return service;
}

/** `ecs:task-definition` is a condition key of calls that name one. */
function taskDefinitionKey(input: { readonly taskDefinition?: string }): Record<string, string> {
  return input.taskDefinition === undefined ? {} : { 'ecs:task-definition': input.taskDefinition };
}
