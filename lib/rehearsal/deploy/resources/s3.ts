import { changed } from './changed';
import { unlessGone } from './gone';
import { passive } from './passive';
import { Properties, ResourceContext, ResourceProvider, ResourceProviders } from './provider';

/** Bucket names: 63 characters at most, lower case (S3 user guide). */
const NAME_LENGTH = 63;

const nameOf = (properties: Properties, context: ResourceContext): string =>
  properties.BucketName ?? context.physicalName(NAME_LENGTH).toLowerCase();

/** In an account without S3 a bucket has a name and attributes, which only the template reads. */
const nameOnly = passive({
  physicalId: nameOf,
  attributes: {
    Arn: (id) => `arn:aws:s3:::${id}`,
    DomainName: (id) => `${id}.s3.amazonaws.com`,
    RegionalDomainName: (id, _properties, { account }) => `${id}.s3.${account.region}.amazonaws.com`,
  },
  replace: ['BucketName'],
});

/**
 * A bucket with its encryption, and whether EventBridge is told of its objects. What else can be set has no effect here: nothing expires, access without a role is not
 * emulated, and objects have no versions. As in AWS, a bucket that is not empty can't be deleted.
 */
const bucket: ResourceProvider = {
  properties: nameOnly.properties,
  attributes: nameOnly.attributes,
  async create(properties, context) {
    const BucketName = nameOf(properties, context);
    if (hasObjects(context)) {
      await context.account.call('s3', 'CreateBucket', { Bucket: BucketName });
      await encrypt(BucketName, properties, context);
      if (properties.NotificationConfiguration !== undefined) await notify(BucketName, properties, context);
    }
    return nameOnly.create({ ...properties, BucketName }, context);
  },
  async update(instance, properties, previous, context) {
    if (hasObjects(context) && changed('BucketEncryption', properties, previous)) {
      await encrypt(instance.physicalId, properties, context);
    }
    if (hasObjects(context) && changed('NotificationConfiguration', properties, previous)) {
      await notify(instance.physicalId, properties, context);
    }
    return nameOnly.update(instance, properties, previous, context);
  },
  async delete({ physicalId }, _properties, context) {
    if (!hasObjects(context)) return;
    await unlessGone(context.account.call('s3', 'DeleteBucket', { Bucket: physicalId }), 'NoSuchBucket');
  },
};

/** CDK's function that empties a bucket before its deletion (`autoDeleteObjects`): what it does, without its code. */
const autoDeleteObjects: ResourceProvider = {
  ...passive({ physicalId: (_properties, context) => context.physicalName(128) }),
  async delete(_instance, { BucketName: Bucket }, { account }) {
    if (!account.serviceNames().includes('s3')) return;
    for (let isMore = true; isMore;) {
      const { Contents, IsTruncated } = await account.call('s3', 'ListObjectsV2', { Bucket });
      for (const { Key } of Contents) await account.call('s3', 'DeleteObject', { Bucket, Key });
      isMore = IsTruncated;
    }
  },
};

function hasObjects({ account }: ResourceContext): boolean {
  return account.serviceNames().includes('s3');
}

/** The template's members under the names of PutBucketEncryption; S3's own encryption when it says nothing. */
async function encrypt(Bucket: string, { BucketEncryption }: Properties, { account }: ResourceContext): Promise<void> {
  const rules: readonly Properties[] = BucketEncryption?.ServerSideEncryptionConfiguration ?? [
    { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
  ];
  const Rules = rules.map(({ ServerSideEncryptionByDefault, BucketKeyEnabled }) => ({
    ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault,
    BucketKeyEnabled,
  }));
  await account.call('s3', 'PutBucketEncryption', { Bucket, ServerSideEncryptionConfiguration: { Rules } });
}

/**
 * CloudFormation's `EventBridgeEnabled` is S3's empty `EventBridgeConfiguration` (both API references). What CDK leaves out is the default:
 * true.
 */
async function notify(
  Bucket: string,
  { NotificationConfiguration }: Properties,
  { account }: ResourceContext,
): Promise<void> {
  const { EventBridgeConfiguration, ...others } = (NotificationConfiguration ?? {}) as Properties;
  const isTold =
    EventBridgeConfiguration !== undefined && String(EventBridgeConfiguration.EventBridgeEnabled) !== 'false';
  const configuration = { ...others, ...(isTold ? { EventBridgeConfiguration: {} } : {}) };
  await account.call('s3', 'PutBucketNotificationConfiguration', { Bucket, NotificationConfiguration: configuration });
}

export const s3Providers: ResourceProviders = {
  'AWS::S3::Bucket': bucket,
  // Not evaluated: the roles of the template are bound by their own policies.
  'AWS::S3::BucketPolicy': passive({ physicalId: (properties) => properties.Bucket, replace: ['Bucket'] }),
  'Custom::S3AutoDeleteObjects': autoDeleteObjects,
};
