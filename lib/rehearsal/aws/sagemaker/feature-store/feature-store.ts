import type { BatchGetRecordCommandInput } from '@aws-sdk/client-sagemaker-featurestore-runtime';
import { AwsError, CallContext, EmulatedService, Operation } from '../../service';
import { FEATURE_STORE_RUNTIME } from '../../wire/service-name';
import { onResource } from '../permissions';
import { FeatureGroupRecord, FeatureGroups, recordAt } from './groups';

/** What one call reads at most (API reference). */
const MAX_IDENTIFIERS = 100;

/** Emulated `featurestore-runtime.sagemaker`: records of online stores, which rehearsals bring. What writes them answers 501. */
export class FeatureStoreRuntime implements EmulatedService {
  readonly signingName = FEATURE_STORE_RUNTIME;
  readonly protocol = 'rest-json';
  readonly operations: Readonly<Record<string, Operation>>;

  constructor(groups: FeatureGroups) {
    this.operations = {
      BatchGetRecord: {
        required: ['Identifiers'],
        authorize: ({ Identifiers = [] }: BatchGetRecordCommandInput, context) =>
          Identifiers.map(({ FeatureGroupName }) =>
            onResource('BatchGetRecord', context, 'feature-group', nameOf(FeatureGroupName!)),
          ),
        handle: (input: BatchGetRecordCommandInput, context) => batchGetRecord(groups, input, context),
      },
    };
  }
}

/** Records that are not there are left out of the answer. */
function batchGetRecord(groups: FeatureGroups, { Identifiers = [] }: BatchGetRecordCommandInput, context: CallContext) {
  const Records = Identifiers.flatMap(
    ({ FeatureGroupName, RecordIdentifiersValueAsString: ids = [], FeatureNames }) => {
      if (ids.length < 1 || ids.length > MAX_IDENTIFIERS) {
        throw new AwsError(
          'ValidationError',
          `RecordIdentifiersValueAsString must have 1 to ${MAX_IDENTIFIERS} members.`,
        );
      }
      const group = onlineGroup(groups, nameOf(FeatureGroupName!));
      return ids.flatMap((id) => answered(group, id, FeatureNames, context.clock.now()));
    },
  );
  return { Records, Errors: [], UnprocessedIdentifiers: [] };
}

function answered(group: FeatureGroupRecord, id: string, names: readonly string[] | undefined, now: number) {
  const record = recordAt(group, id, now);
  if (record === undefined) return [];
  const Record = Object.entries(record)
    .filter(([name]) => names === undefined || names.length === 0 || names.includes(name))
    .map(([FeatureName, ValueAsString]) => ({ FeatureName, ValueAsString }));
  return [{ FeatureGroupName: group.name, RecordIdentifierValueAsString: id, Record }];
}

function onlineGroup(groups: FeatureGroups, name: string): FeatureGroupRecord {
  const group = groups.shelf.find(name);
  if (group === undefined) throw new AwsError('ResourceNotFound', `Feature group ${name} was not found.`, 404);
  if (!group.isOnline) throw new AwsError('ValidationError', `Online store is not enabled for feature group ${name}.`);
  return group;
}

/** A name may be given as an ARN. */
function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}
