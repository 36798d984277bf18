import type {
  CreateEndpointCommandInput,
  DeleteEndpointCommandInput,
  DescribeEndpointCommandInput,
  ListEndpointsCommandInput,
  UpdateEndpointCommandInput,
  UpdateEndpointWeightsAndCapacitiesCommandInput,
} from '@aws-sdk/client-sagemaker';
import { CallContext, Operation } from '../service';
import { ResourceKind, sagemakerArn } from './arns';
import { requireConstraints, RESOURCE_NAME } from './constraints';
import { bakeMs } from './deployment-config';
import { describeEndpoint } from './describe-endpoint';
import { alreadyExists, inProgress, invalid } from './errors';
import { EndpointLifecycle } from './lifecycle';
import { listed } from './listing';
import { onAll, onCreation, onResource } from './permissions';
import { InstanceQuota, requireQuota } from './quota';
import { EndpointRecord, isInProgress } from './records';
import { requireUnscaled, scaledVariants, ScalableTargets } from './scalable-targets';
import { SageMakerState } from './state';
import { tagConstraints } from './tag-input';
import { retainProperties, variantChanges } from './variant-changes';

export interface EndpointCollaborators {
  readonly state: SageMakerState;
  readonly lifecycle: EndpointLifecycle;
  readonly quota: InstanceQuota;
  readonly scaling: () => ScalableTargets | undefined;
}

/** Operations on endpoints. */
export function endpointOperations(collaborators: EndpointCollaborators): Record<string, Operation> {
  const { state, scaling } = collaborators;
  return {
    CreateEndpoint: {
      required: ['EndpointName', 'EndpointConfigName'],
      authorize: (input: CreateEndpointCommandInput, context) => [
        ...onCreation('CreateEndpoint', context, 'endpoint', input.EndpointName!, input.Tags),
        onResource('CreateEndpoint', context, 'endpoint-config', input.EndpointConfigName!),
      ],
      handle: (input: CreateEndpointCommandInput, context) => ({
        EndpointArn: create(collaborators, input, context).arn,
      }),
    },
    UpdateEndpoint: {
      required: ['EndpointName', 'EndpointConfigName'],
      authorize: (input: UpdateEndpointCommandInput, context) => [
        onResource('UpdateEndpoint', context, 'endpoint', input.EndpointName!),
        onResource('UpdateEndpoint', context, 'endpoint-config', input.EndpointConfigName!),
      ],
      handle: (input: UpdateEndpointCommandInput, context) => ({
        EndpointArn: update(collaborators, input, context).arn,
      }),
    },
    UpdateEndpointWeightsAndCapacities: {
      required: ['EndpointName', 'DesiredWeightsAndCapacities'],
      authorize: (input: UpdateEndpointWeightsAndCapacitiesCommandInput, context) => [
        onResource('UpdateEndpointWeightsAndCapacities', context, 'endpoint', input.EndpointName!),
      ],
      handle: (input: UpdateEndpointWeightsAndCapacitiesCommandInput, context) => ({
        EndpointArn: rescale(collaborators, input, context).arn,
      }),
    },
    DescribeEndpoint: {
      required: ['EndpointName'],
      authorize: (input: DescribeEndpointCommandInput, context) => [
        onResource('DescribeEndpoint', context, 'endpoint', input.EndpointName!),
      ],
      handle: (input: DescribeEndpointCommandInput, context) =>
        describeEndpoint(state, existing(state, input.EndpointName, context)),
    },
    ListEndpoints: {
      authorize: onAll('ListEndpoints'),
      handle: (input: ListEndpointsCommandInput) => {
        const { page, ...next } = listed(state.endpoints.all(), input, ['Name', 'CreationTime', 'Status']);
        const Endpoints = page.map(({ name, arn, createdAt, modifiedAt, status }) => ({
          EndpointName: name,
          EndpointArn: arn,
          CreationTime: createdAt,
          LastModifiedTime: modifiedAt,
          EndpointStatus: status,
        }));
        return { Endpoints, ...next };
      },
    },
    DeleteEndpoint: {
      required: ['EndpointName'],
      authorize: (input: DeleteEndpointCommandInput, context) => [
        onResource('DeleteEndpoint', context, 'endpoint', input.EndpointName!),
        ...onScaling(state, input.EndpointName!, scaling()),
      ],
      handle: (input: DeleteEndpointCommandInput, context) => {
        remove(collaborators, input, context);
        return {};
      },
    },
  };
}

function create(
  { state, lifecycle, quota }: EndpointCollaborators,
  input: CreateEndpointCommandInput,
  context: CallContext,
): EndpointRecord {
  requireConstraints([
    ['endpointName', input.EndpointName, RESOURCE_NAME],
    ['endpointConfigName', input.EndpointConfigName, RESOURCE_NAME],
    ...tagConstraints(input.Tags),
  ]);
  const bake = bakeMs(input.DeploymentConfig);
  const name = input.EndpointName!;
  const arn = sagemakerArn(context, 'endpoint', name);
  if (state.endpoints.find(name) !== undefined) throw alreadyExists('endpoint', arn);
  const config = state.configs.get(input.EndpointConfigName!, arnOf(context));
  const fleet = lifecycle.newFleet({ arn, name }, config, context);
  requireQuota(state, quota, fleet);
  const now = new Date(context.clock.now());
  const endpoint: EndpointRecord = {
    ...{ arn, name, createdAt: now, modifiedAt: now, status: 'Creating', configName: config.name },
    lastDeployment: structuredClone(input.DeploymentConfig),
    tags: structuredClone(input.Tags ?? []),
  };
  state.endpoints.add(endpoint);
  lifecycle.deploy(endpoint, fleet, bake);
  return endpoint;
}

/**
 * The new configuration gets a fleet of its own, also when it is the one that runs (inference: see aws-facts.md, T8). The
 * configuration that runs must still exist: without it SageMaker can't update (hashicorp/terraform-provider-aws#40048).
 */
function update(
  { state, lifecycle, quota, scaling }: EndpointCollaborators,
  input: UpdateEndpointCommandInput,
  context: CallContext,
): EndpointRecord {
  const endpoint = changeable(state, input.EndpointName, context);
  requireConstraints([['endpointConfigName', input.EndpointConfigName, RESOURCE_NAME]]);
  const deployment = input.DeploymentConfig ?? (input.RetainDeploymentConfig ? endpoint.lastDeployment : undefined);
  const bake = bakeMs(deployment);
  const config = state.configs.get(input.EndpointConfigName!, arnOf(context));
  requireUnscaled(endpoint, config, scaling());
  const fleet = lifecycle.newFleet(endpoint, config, context);
  retainProperties(fleet, endpoint.live!, input);
  requireQuota(state, quota, fleet);
  endpoint.lastDeployment = structuredClone(deployment);
  lifecycle.deploy(endpoint, fleet, bake);
  return endpoint;
}

function rescale(
  { state, lifecycle, quota }: EndpointCollaborators,
  input: UpdateEndpointWeightsAndCapacitiesCommandInput,
  context: CallContext,
): EndpointRecord {
  const endpoint = changeable(state, input.EndpointName, context);
  const changes = variantChanges(state, quota, endpoint.live!, input.DesiredWeightsAndCapacities!);
  lifecycle.rescale(endpoint, endpoint.live!, changes);
  return endpoint;
}

function remove(
  { state, lifecycle, scaling }: EndpointCollaborators,
  { EndpointName }: DeleteEndpointCommandInput,
  context: CallContext,
): void {
  const endpoint = existing(state, EndpointName, context);
  if (isInProgress(endpoint)) throw inProgress(endpoint.arn);
  for (const id of scaledVariants(endpoint, scaling())) scaling()?.remove(id);
  lifecycle.delete(endpoint);
}

/** An endpoint in service whose configuration exists. Of a Failed one DeleteEndpoint is all that is left (API reference). */
function changeable(state: SageMakerState, name: string | undefined, context: CallContext): EndpointRecord {
  const endpoint = existing(state, name, context);
  if (isInProgress(endpoint)) throw inProgress(endpoint.arn);
  if (endpoint.status === 'Failed') throw invalid(`Cannot update failed endpoint "${endpoint.arn}".`);
  state.configs.get(endpoint.configName, arnOf(context));
  return endpoint;
}

function existing(state: SageMakerState, name: string | undefined, context: CallContext): EndpointRecord {
  requireConstraints([['endpointName', name, RESOURCE_NAME]]);
  return state.endpoints.get(name!, arnOf(context));
}

function arnOf(context: CallContext): (kind: ResourceKind, name: string) => string {
  return (kind, name) => sagemakerArn(context, kind, name);
}

/** Deleting an endpoint deregisters its scaled variants, which the caller has to be allowed too (developer guide). */
function onScaling(state: SageMakerState, name: string, targets: ScalableTargets | undefined) {
  const endpoint = state.endpoints.find(name);
  const scaled = endpoint === undefined ? [] : scaledVariants(endpoint, targets);
  return scaled.flatMap((id) =>
    ['DeleteScalingPolicy', 'DeregisterScalableTarget'].map((action) => ({
      action: `application-autoscaling:${action}`,
      resource: targets!.targetArn(id)!,
    })),
  );
}
