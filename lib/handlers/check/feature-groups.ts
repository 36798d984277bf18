import { DescribeFeatureGroupCommand, DescribeFeatureGroupResponse } from '@aws-sdk/client-sagemaker';
import {
  BatchGetRecordCommand,
  SageMakerFeatureStoreRuntimeClient,
} from '@aws-sdk/client-sagemaker-featurestore-runtime';
import { FeatureGroupSpec } from '../../contract';
import { DescribedGroup, GroupFindings, SampleRecord } from '../../core/data-contract/feature-groups';
import { nameOf } from '../shared/errors';
import { CheckContext } from './context';

export type FeatureStoreRuntime = Pick<SageMakerFeatureStoreRuntimeClient, 'send'>;

/** What Feature Store has of a declared group, and the event times of its sample records. */
export async function findGroup(context: CheckContext, spec: FeatureGroupSpec): Promise<GroupFindings> {
  const described = await describe(context, spec.name);
  const canBeRead = described?.isOnline === true && spec.sampleRecords.length > 0;
  const records = canBeRead ? await readRecords(context, spec, described.eventTime) : [];
  return { spec, described, records };
}

/** Page by page: a group has up to 2,500 features. Undefined when there is no group of that name. */
async function describe({ sageMaker }: CheckContext, name: string): Promise<DescribedGroup | undefined> {
  const features: Record<string, string> = {};
  let page: DescribeFeatureGroupResponse | undefined;
  try {
    do {
      const NextToken = page?.NextToken;
      page = await sageMaker.send(
        new DescribeFeatureGroupCommand({ FeatureGroupName: name, ...(NextToken === undefined ? {} : { NextToken }) }),
      );
      for (const { FeatureName = '', FeatureType = '', CollectionType } of page.FeatureDefinitions ?? []) {
        features[FeatureName] = CollectionType === undefined ? FeatureType : `${FeatureType} ${CollectionType}`;
      }
    } while (page.NextToken !== undefined);
  } catch (error) {
    if (nameOf(error) === 'ResourceNotFound') return undefined;
    throw error;
  }
  return {
    status: page.FeatureGroupStatus ?? 'unknown',
    isOnline: page.OnlineStoreConfig?.EnableOnlineStore === true,
    eventTime: page.EventTimeFeatureName ?? '',
    features,
  };
}

/** Their event times and nothing else of them. What can't be read now is no record that is missing: it throws. */
async function readRecords(
  { featureStore }: CheckContext,
  { name, sampleRecords }: FeatureGroupSpec,
  eventTime: string,
): Promise<readonly SampleRecord[]> {
  const { Records, Errors, UnprocessedIdentifiers } = await featureStore.send(
    new BatchGetRecordCommand({
      Identifiers: [
        { FeatureGroupName: name, RecordIdentifiersValueAsString: [...sampleRecords], FeatureNames: [eventTime] },
      ],
    }),
  );
  const [failed] = Errors ?? [];
  if (failed !== undefined || (UnprocessedIdentifiers ?? []).length > 0) {
    throw new Error(
      `the sample records of feature group "${name}" must be readable, got ${failed?.ErrorCode ?? 'some unprocessed'}: ` +
        `${failed?.ErrorMessage ?? 'Feature Store is busy'}; start the release again when they are`,
    );
  }
  return sampleRecords.map((id) => {
    const record = Records?.find(({ RecordIdentifierValueAsString: found }) => found === id);
    const value = record?.Record?.find(({ FeatureName }) => FeatureName === eventTime)?.ValueAsString;
    return { id, ...(value === undefined ? {} : { eventTime: value }) };
  });
}
