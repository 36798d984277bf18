import { Authorizer } from '../iam/authorizer';
import { AuthorizationRequest, AwsError, CallContext, EmulatedService, Operation } from '../service';
import { Bucket, StoredObject } from './bucket';
import { Buckets } from './buckets';
import { CHECKSUM_MEMBERS } from './checksums';
import { listObjects } from './list-objects';
import { EmitEvent, emitCreated, tellsEventBridge } from './notifications';
import { getObject, headObject, putObject } from './object-operations';
import { bucketArn, encryptionOf, keyUse, objectArn } from './permissions';

/** Members that each operation honours: a request with another one is refused, never half answered. */
const PUT_MEMBERS = [
  ...['Body', 'CacheControl', 'ChecksumAlgorithm', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage'],
  ...['ContentLength', 'ContentMD5', 'ContentType', 'IfMatch', 'IfNoneMatch', 'Metadata', ...CHECKSUM_MEMBERS],
];
const LIST_MEMBERS = ['ContinuationToken', 'Delimiter', 'MaxKeys', 'Prefix', 'StartAfter'];

/**
 * The `s3` service: objects in buckets, in memory, without versions. Roles are bound by their own policies; bucket policies are
 * not evaluated. `authorizer` decides whether who asks for an object that is not there may learn that; `emit` is how EventBridge learns
 * of new objects.
 */
export function s3Service(
  authorizer: Authorizer,
  emit: EmitEvent = () => undefined,
  buckets: Buckets = new Buckets(),
): EmulatedService {
  const service: EmulatedService = {
    signingName: 's3',
    protocol: 'rest-xml',
    operations: {
      ...bucketOperations(buckets),
      PutObject: {
        ...onObject('PutObject', 's3:PutObject', PUT_MEMBERS, (input, context) => {
          const bucket = buckets.get(input.Bucket);
          const answer = putObject(bucket, input, context);
          if (bucket.tellsEventBridge) emitCreated(emit, input.Bucket, bucket.get(input.Key));
          return answer;
        }),
        authorize: (input, context) => [
          { action: 's3:PutObject', resource: objectArn(input.Bucket, input.Key) },
          ...keyUseOf('kms:GenerateDataKey', bucketIn(buckets, input)?.encryption, context),
        ],
        contents: ['Body'],
      },
      GetObject: {
        ...reading(['ChecksumMode', 'Range'], 'GetObject', getObject),
        contents: ['Body'],
      },
      HeadObject: reading(['ChecksumMode'], 'HeadObject', headObject),
      DeleteObject: onObject('DeleteObject', 's3:DeleteObject', [], (input) => {
        buckets.get(input.Bucket).delete(input.Key); // a success also when there is none (API reference)
        return {};
      }),
    },
  };
  return service;

  function reading(
    members: readonly string[],
    name: string,
    answer: (object: StoredObject, input: any) => Record<string, unknown>,
  ): Operation {
    return {
      ...onObject(name, 's3:GetObject', members, (input, context) => answer(existing(input, context), input)),
      authorize: (input, context) => [
        { action: 's3:GetObject', resource: objectArn(input.Bucket, input.Key) },
        ...keyUseOf('kms:Decrypt', bucketIn(buckets, input)?.find(input.Key)?.encryption, context),
      ],
    };
  }

  /** Only who may list the bucket is told that a key is not there; others get AccessDenied (API reference of GetObject). */
  function existing({ Bucket: name, Key: key }: any, context: CallContext): StoredObject {
    const bucket = buckets.get(name);
    if (bucket.find(key) === undefined) authorizer.authorize(service, [listing(name)], context);
    return bucket.get(key);
  }
}

function bucketOperations(buckets: Buckets): EmulatedService['operations'] {
  return {
    CreateBucket: onBucket('CreateBucket', 's3:CreateBucket', [], (input) => {
      buckets.create(input.Bucket);
      return { Location: `/${input.Bucket}` };
    }),
    PutBucketEncryption: onBucket(
      'PutBucketEncryption',
      's3:PutEncryptionConfiguration',
      ['ServerSideEncryptionConfiguration'],
      (input, context) => {
        buckets.encrypt(input.Bucket, encryptionOf(input.ServerSideEncryptionConfiguration, context));
        return {};
      },
    ),
    PutBucketNotificationConfiguration: onBucket(
      'PutBucketNotificationConfiguration',
      's3:PutBucketNotification',
      ['NotificationConfiguration'],
      (input) => {
        buckets.notify(input.Bucket, tellsEventBridge(input.NotificationConfiguration));
        return {};
      },
    ),
    DeleteBucket: onBucket('DeleteBucket', 's3:DeleteBucket', [], (input) => {
      buckets.delete(input.Bucket);
      return {};
    }),
    HeadBucket: onBucket('HeadBucket', 's3:ListBucket', [], (input, { region }) => {
      buckets.get(input.Bucket);
      return { BucketRegion: region };
    }),
    ListObjectsV2: {
      ...onBucket('ListObjectsV2', 's3:ListBucket', LIST_MEMBERS, (input) =>
        listObjects(buckets.get(input.Bucket), input),
      ),
      authorize: ({ Bucket: name, Prefix, Delimiter, MaxKeys }) => [
        listing(name, { 's3:prefix': Prefix ?? '', 's3:delimiter': Delimiter, 's3:max-keys': MaxKeys }),
      ],
    },
  };
}

type Handle = Operation['handle'];

function onBucket(name: string, action: string, members: readonly string[], handle: Handle): Operation {
  return {
    required: ['Bucket'],
    authorize: (input) => [{ action, resource: bucketArn(input.Bucket) }],
    handle: (input, context) => {
      requireEmulated(name, ['Bucket', ...members], input);
      return handle(input, context);
    },
  };
}

function requireEmulated(operation: string, members: readonly string[], input: object): void {
  const unknown = Object.entries(input).find(([member, value]) => value !== undefined && !members.includes(member));
  if (unknown === undefined) return;
  throw new AwsError('NotImplemented', `${unknown[0]} of ${operation} is not emulated`, 501);
}

function onObject(name: string, action: string, members: readonly string[], handle: Handle): Operation {
  return {
    ...onBucket(name, action, ['Key', ...members], handle),
    required: ['Bucket', 'Key'],
    authorize: (input) => [{ action, resource: objectArn(input.Bucket, input.Key) }],
  };
}

function listing(bucket: string, keys: Readonly<Record<string, unknown>> = {}): AuthorizationRequest {
  const given = Object.entries(keys).filter(([, value]) => value !== undefined);
  const context = Object.fromEntries(given.map(([key, value]) => [key, String(value)]));
  return { action: 's3:ListBucket', resource: bucketArn(bucket), context };
}

/** Undefined as well for one that isn't there: the handler says so, after the caller's own permissions were asked. */
function bucketIn(buckets: Buckets, { Bucket: name }: any): Bucket | undefined {
  return buckets.has(name) ? buckets.get(name) : undefined;
}

function keyUseOf(
  action: 'kms:GenerateDataKey' | 'kms:Decrypt',
  encryption: Bucket['encryption'] | undefined,
  context: CallContext,
): readonly AuthorizationRequest[] {
  return encryption === undefined ? [] : keyUse(action, encryption, context);
}
