import { AwsError } from '../../aws/service';
import { changed } from './changed';
import { Properties, PropertyRules, ResourceContext, ResourceProvider, ResourceProviders } from './provider';

/** Names of models and endpoint configurations have 63 characters at most (API reference). */
const NAME_LENGTH = 63;

/** Both types can't change at all, but for their tags: a change makes another one, and the clean-up deletes the old one. */
interface Immutable {
  /** `Model` or `EndpointConfig`, as it stands in operations and members. */
  readonly kind: string;
  readonly replace: readonly string[];
}

function immutable({ kind, replace }: Immutable): ResourceProvider {
  const [name, arn] = [`${kind}Name`, `${kind}Arn`];
  const properties: PropertyRules = { update: ['Tags'], replace: [name, ...replace], others: 'refuse' };
  return {
    properties,
    attributes: [name, arn],
    async create(given, context) {
      const chosen: string = given[name] ?? context.physicalName(NAME_LENGTH);
      const answer = await context.account.call('sagemaker', `Create${kind}`, { ...given, [name]: chosen });
      // `Ref` gives the ARN of both (CloudFormation reference, "Return values").
      return { physicalId: answer[arn], attributes: { [name]: chosen, [arn]: answer[arn] } };
    },
    async update(instance, given, previous, context) {
      await retag(instance.physicalId, given, previous, context);
      return instance;
    },
    async delete({ attributes }, _properties, { account }) {
      await unlessNotFound(account.call('sagemaker', `Delete${kind}`, { [name]: attributes[name] }));
    },
  };
}

async function retag(
  ResourceArn: string,
  properties: Properties,
  previous: Properties,
  { account }: ResourceContext,
): Promise<void> {
  if (!changed('Tags', properties, previous)) return;
  const [wanted, present] = [properties, previous].map(
    ({ Tags }) => (Tags ?? []) as readonly { readonly Key: string }[],
  );
  const TagKeys = present.map(({ Key }) => Key).filter((key) => !wanted.some(({ Key }) => Key === key));
  if (TagKeys.length > 0) await account.call('sagemaker', 'DeleteTags', { ResourceArn, TagKeys });
  if (wanted.length > 0) await account.call('sagemaker', 'AddTags', { ResourceArn, Tags: wanted });
}

/** SageMaker has one code for all that is wrong with a request: that something is gone is told by the text only. */
async function unlessNotFound(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!(error instanceof AwsError && error.message.startsWith('Could not find '))) throw error;
  }
}

/** AWS adds features in place; here any change wants a new group, which a name in use refuses. */
const featureGroup: ResourceProvider = {
  properties: {
    update: ['Tags'],
    replace: [
      'Description',
      'EventTimeFeatureName',
      'FeatureDefinitions',
      'FeatureGroupName',
      'OfflineStoreConfig',
      'OnlineStoreConfig',
      'RecordIdentifierFeatureName',
      'RoleArn',
    ],
    others: 'refuse',
  },
  attributes: ['FeatureGroupStatus', 'CreationTime'],
  async create(given, { account }) {
    await account.call('sagemaker', 'CreateFeatureGroup', given);
    const group = await account.call('sagemaker', 'DescribeFeatureGroup', { FeatureGroupName: given.FeatureGroupName });
    const { FeatureGroupStatus, CreationTime } = group as { FeatureGroupStatus: string; CreationTime: Date };
    // `Ref` gives the name (CloudFormation reference, "Return values").
    const attributes = { FeatureGroupStatus, CreationTime: CreationTime.toISOString() };
    return { physicalId: String(given.FeatureGroupName), attributes };
  },
  update: async (instance) => instance,
  async delete({ physicalId }, _properties, { account }) {
    try {
      await account.call('sagemaker', 'DeleteFeatureGroup', { FeatureGroupName: physicalId });
    } catch (error) {
      if (!(error instanceof AwsError && error.code === 'ResourceNotFound')) throw error;
    }
  },
};

export const sagemakerProviders: ResourceProviders = {
  'AWS::SageMaker::FeatureGroup': featureGroup,
  'AWS::SageMaker::Model': immutable({
    kind: 'Model',
    replace: [
      'Containers',
      'EnableNetworkIsolation',
      'ExecutionRoleArn',
      'InferenceExecutionConfig',
      'PrimaryContainer',
      'VpcConfig',
    ],
  }),
  'AWS::SageMaker::EndpointConfig': immutable({
    kind: 'EndpointConfig',
    replace: [
      'AsyncInferenceConfig',
      'DataCaptureConfig',
      'EnableNetworkIsolation',
      'ExecutionRoleArn',
      'ExplainerConfig',
      'KmsKeyId',
      'MetricsConfig',
      'ProductionVariants',
      'ShadowProductionVariants',
      'VpcConfig',
    ],
  }),
};
