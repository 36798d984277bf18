import type {
  CreateModelCommandInput,
  DeleteModelCommandInput,
  DescribeModelCommandInput,
  ListModelsCommandInput,
} from '@aws-sdk/client-sagemaker';
import { CallContext, Operation } from '../service';
import { sagemakerArn } from './arns';
import { MODEL_NAME, requireConstraints } from './constraints';
import { alreadyExists } from './errors';
import { SageMakerFaults } from './faults';
import { listed } from './listing';
import { requireModel } from './model-input';
import { onAll, onCreation, onResource, passRole } from './permissions';
import { ModelRecord } from './records';
import { SageMakerState } from './state';

export interface ModelCollaborators {
  readonly state: SageMakerState;
  readonly faults: SageMakerFaults;
  /** Throws when SageMaker may not assume the role. */
  readonly requireAssumable: (roleArn: string | undefined) => void;
}

/** Operations on models. Deleting one that endpoints still run is allowed, and hurts when they need new instances. */
export function modelOperations(collaborators: ModelCollaborators): Record<string, Operation> {
  const { state } = collaborators;
  return {
    CreateModel: {
      required: ['ModelName'],
      authorize: (input: CreateModelCommandInput, context) => [
        ...onCreation('CreateModel', context, 'model', input.ModelName!, input.Tags),
        ...passRole(input.ExecutionRoleArn),
      ],
      handle: (input: CreateModelCommandInput, context) => ({
        ModelArn: create(collaborators, input, context).arn,
      }),
    },
    DescribeModel: {
      required: ['ModelName'],
      authorize: (input: DescribeModelCommandInput, context) => [
        onResource('DescribeModel', context, 'model', input.ModelName!),
      ],
      handle: (input: DescribeModelCommandInput, context) => describe(existing(state, input, context)),
    },
    ListModels: {
      authorize: onAll('ListModels'),
      handle: (input: ListModelsCommandInput) => {
        const { page, ...next } = listed(state.models.all(), input, ['Name', 'CreationTime']);
        const Models = page.map(({ name, arn, createdAt }) => ({
          ModelName: name,
          ModelArn: arn,
          CreationTime: createdAt,
        }));
        return { Models, ...next };
      },
    },
    DeleteModel: {
      required: ['ModelName'],
      authorize: (input: DeleteModelCommandInput, context) => [
        onResource('DeleteModel', context, 'model', input.ModelName!),
      ],
      handle: (input: DeleteModelCommandInput, context) => {
        state.models.delete(existing(state, input, context));
        return {};
      },
    },
  };
}

function create(
  { state, faults, requireAssumable }: ModelCollaborators,
  given: CreateModelCommandInput,
  context: CallContext,
): ModelRecord {
  const input = faults.alterCreatedModel?.(given) ?? given;
  requireModel(input);
  const arn = sagemakerArn(context, 'model', input.ModelName!);
  if (state.models.find(input.ModelName!) !== undefined) throw alreadyExists('model', arn);
  requireAssumable(input.ExecutionRoleArn);
  const { Tags, ...settings } = structuredClone(input);
  const createdAt = new Date(context.clock.now());
  const model: ModelRecord = { arn, name: input.ModelName!, createdAt, settings, tags: Tags ?? [] };
  state.models.add(model);
  return model;
}

function existing(state: SageMakerState, { ModelName }: DescribeModelCommandInput, context: CallContext): ModelRecord {
  requireConstraints([['modelName', ModelName, MODEL_NAME]]);
  return state.models.get(ModelName!, (kind, name) => sagemakerArn(context, kind, name));
}

/** With what AWS shows although nobody wrote it (memory): whoever copies a model has to leave it out. */
function describe({ arn, name, createdAt, settings }: ModelRecord): object {
  const { PrimaryContainer, Containers, ...rest } = structuredClone(settings);
  const filled = (container: object) => ({ Mode: 'SingleModel', Environment: {}, ...container });
  return {
    ...rest,
    ...(PrimaryContainer === undefined ? {} : { PrimaryContainer: filled(PrimaryContainer) }),
    ...(Containers === undefined ? {} : { Containers: Containers.map(filled) }),
    ModelName: name,
    ModelArn: arn,
    CreationTime: createdAt,
    EnableNetworkIsolation: rest.EnableNetworkIsolation ?? false,
    DeploymentRecommendation: { RecommendationStatus: 'NOT_APPLICABLE', RealTimeInferenceRecommendations: [] },
  };
}
