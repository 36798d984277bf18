import type {
  CreateFeatureGroupCommandInput,
  DeleteFeatureGroupCommandInput,
  DescribeFeatureGroupCommandInput,
} from '@aws-sdk/client-sagemaker';
import { AwsError, CallContext, Operation } from '../../service';
import { sagemakerArn } from '../arns';
import { Constraint, requireConstraints } from '../constraints';
import { requireEmulated } from '../errors';
import { onCreation, onResource, passRole } from '../permissions';
import { FeatureGroupRecord, FeatureGroups } from './groups';

const NAME: Constraint = { required: true, maxLength: 64, pattern: /^[a-zA-Z0-9]([_-]*[a-zA-Z0-9]){0,63}$/ };

/**
 * Operations on feature groups (API reference). A group is `Created` at once, where AWS takes a minute. The offline store is not there:
 * what only it has answers 501, and its configuration is taken without effect.
 */
export function featureGroupOperations(groups: FeatureGroups): Record<string, Operation> {
  return {
    CreateFeatureGroup: {
      required: ['FeatureGroupName', 'RecordIdentifierFeatureName', 'EventTimeFeatureName', 'FeatureDefinitions'],
      authorize: (input: CreateFeatureGroupCommandInput, context) => [
        ...onCreation('CreateFeatureGroup', context, 'feature-group', input.FeatureGroupName!, input.Tags),
        ...passRole(input.RoleArn),
      ],
      handle: (input: CreateFeatureGroupCommandInput, context) => ({
        FeatureGroupArn: create(groups, input, context).arn,
      }),
    },
    DescribeFeatureGroup: {
      required: ['FeatureGroupName'],
      authorize: (input: DescribeFeatureGroupCommandInput, context) => [
        onResource('DescribeFeatureGroup', context, 'feature-group', input.FeatureGroupName!),
      ],
      handle: ({ FeatureGroupName }: DescribeFeatureGroupCommandInput) => describe(existing(groups, FeatureGroupName!)),
    },
    DeleteFeatureGroup: {
      required: ['FeatureGroupName'],
      authorize: (input: DeleteFeatureGroupCommandInput, context) => [
        onResource('DeleteFeatureGroup', context, 'feature-group', input.FeatureGroupName!),
      ],
      handle: ({ FeatureGroupName }: DeleteFeatureGroupCommandInput) => {
        groups.shelf.delete(existing(groups, FeatureGroupName!));
        return {};
      },
    },
  };
}

function create(
  groups: FeatureGroups,
  input: CreateFeatureGroupCommandInput,
  context: CallContext,
): FeatureGroupRecord {
  requireEmulated(input, { ThroughputConfig: 'the throughput of feature groups' });
  requireConstraints([['featureGroupName', input.FeatureGroupName, NAME]]);
  const name = input.FeatureGroupName!;
  if (groups.shelf.find(name) !== undefined) {
    throw new AwsError('ResourceInUse', `Resource Already Exists: FeatureGroup with name ${name} already exists.`);
  }
  const [recordIdentifier, eventTime] = [input.RecordIdentifierFeatureName!, input.EventTimeFeatureName!];
  for (const feature of [recordIdentifier, eventTime]) {
    if (input.FeatureDefinitions!.some(({ FeatureName }) => FeatureName === feature)) continue;
    throw new AwsError('ValidationException', `Validation Error: FeatureDefinitions must have feature ${feature}.`);
  }
  const group: FeatureGroupRecord = {
    ...{ name, recordIdentifier, eventTime },
    arn: sagemakerArn(context, 'feature-group', name),
    createdAt: new Date(context.clock.now()),
    isOnline: input.OnlineStoreConfig?.EnableOnlineStore === true,
    definitions: structuredClone(input.FeatureDefinitions!),
    records: new Map(),
  };
  groups.add(group);
  return group;
}

/** Code and text are from memory: this part of SageMaker has an error of its own for what is missing. */
function existing(groups: FeatureGroups, name: string): FeatureGroupRecord {
  const group = groups.shelf.find(name);
  if (group !== undefined) return group;
  throw new AwsError(
    'ResourceNotFound',
    `Resource Not Found: Amazon SageMaker can't find a FeatureGroup with name ${name}`,
  );
}

function describe(group: FeatureGroupRecord): object {
  return {
    FeatureGroupArn: group.arn,
    FeatureGroupName: group.name,
    RecordIdentifierFeatureName: group.recordIdentifier,
    EventTimeFeatureName: group.eventTime,
    FeatureDefinitions: structuredClone(group.definitions),
    CreationTime: group.createdAt,
    OnlineStoreConfig: { EnableOnlineStore: group.isOnline },
    FeatureGroupStatus: 'Created',
  };
}
