import type {
  CreateEndpointConfigCommandInput,
  DeleteEndpointConfigCommandInput,
  DescribeEndpointConfigCommandInput,
  ListEndpointConfigsCommandInput,
} from '@aws-sdk/client-sagemaker';
import { CallContext, Operation } from '../service';
import { sagemakerArn } from './arns';
import { requireConstraints, RESOURCE_NAME } from './constraints';
import { requireEndpointConfig } from './endpoint-config-input';
import { alreadyExists } from './errors';
import { listed } from './listing';
import { ModelCollaborators } from './models';
import { onAll, onCreation, onResource, passRole } from './permissions';
import { EndpointConfigRecord } from './records';
import { SageMakerState } from './state';

type Collaborators = Pick<ModelCollaborators, 'state' | 'requireAssumable'>;

/**
 * Operations on endpoint configurations. Deleting one that an endpoint uses is allowed ("You must not", says the API
 * reference), and the endpoint can't be updated any more.
 */
export function endpointConfigOperations(collaborators: Collaborators): Record<string, Operation> {
  const { state } = collaborators;
  return {
    CreateEndpointConfig: {
      required: ['EndpointConfigName', 'ProductionVariants'],
      authorize: (input: CreateEndpointConfigCommandInput, context) => [
        ...onCreation('CreateEndpointConfig', context, 'endpoint-config', input.EndpointConfigName!, input.Tags),
        ...passRole(input.ExecutionRoleArn),
      ],
      handle: (input: CreateEndpointConfigCommandInput, context) => ({
        EndpointConfigArn: create(collaborators, input, context).arn,
      }),
    },
    DescribeEndpointConfig: {
      required: ['EndpointConfigName'],
      authorize: (input: DescribeEndpointConfigCommandInput, context) => [
        onResource('DescribeEndpointConfig', context, 'endpoint-config', input.EndpointConfigName!),
      ],
      handle: (input: DescribeEndpointConfigCommandInput, context) => describe(existing(state, input, context)),
    },
    ListEndpointConfigs: {
      authorize: onAll('ListEndpointConfigs'),
      handle: (input: ListEndpointConfigsCommandInput) => {
        const { page, ...next } = listed(state.configs.all(), input, ['Name', 'CreationTime']);
        const EndpointConfigs = page.map(({ name, arn, createdAt }) => ({
          EndpointConfigName: name,
          EndpointConfigArn: arn,
          CreationTime: createdAt,
        }));
        return { EndpointConfigs, ...next };
      },
    },
    DeleteEndpointConfig: {
      required: ['EndpointConfigName'],
      authorize: (input: DeleteEndpointConfigCommandInput, context) => [
        onResource('DeleteEndpointConfig', context, 'endpoint-config', input.EndpointConfigName!),
      ],
      handle: (input: DeleteEndpointConfigCommandInput, context) => {
        state.configs.delete(existing(state, input, context));
        return {};
      },
    },
  };
}

function create(
  { state, requireAssumable }: Collaborators,
  input: CreateEndpointConfigCommandInput,
  context: CallContext,
): EndpointConfigRecord {
  requireEndpointConfig(input);
  const arnOf = (kind: Parameters<typeof sagemakerArn>[1], name: string) => sagemakerArn(context, kind, name);
  const arn = arnOf('endpoint-config', input.EndpointConfigName!);
  if (state.configs.find(input.EndpointConfigName!) !== undefined) throw alreadyExists('endpoint-config', arn);
  for (const { ModelName } of input.ProductionVariants!) state.models.get(ModelName!, arnOf);
  requireAssumable(input.ExecutionRoleArn);
  const { Tags, ...settings } = structuredClone(input);
  const createdAt = new Date(context.clock.now());
  const config: EndpointConfigRecord = { arn, name: input.EndpointConfigName!, createdAt, settings, tags: Tags ?? [] };
  state.configs.add(config);
  return config;
}

function existing(
  state: SageMakerState,
  { EndpointConfigName }: DescribeEndpointConfigCommandInput,
  context: CallContext,
): EndpointConfigRecord {
  requireConstraints([['endpointConfigName', EndpointConfigName, RESOURCE_NAME]]);
  return state.configs.get(EndpointConfigName!, (kind, name) => sagemakerArn(context, kind, name));
}

/** With the defaults that AWS shows (memory). */
function describe({ arn, name, createdAt, settings }: EndpointConfigRecord): object {
  const { ProductionVariants, ...rest } = structuredClone(settings);
  return {
    ...rest,
    EndpointConfigName: name,
    EndpointConfigArn: arn,
    CreationTime: createdAt,
    ProductionVariants: ProductionVariants!.map((variant) => ({ InitialVariantWeight: 1, ...variant })),
    EnableNetworkIsolation: rest.EnableNetworkIsolation ?? false,
  };
}
