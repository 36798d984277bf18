import { AuthorizationRequest, AwsError, CallPlace } from '../service';
import { BucketEncryption } from './bucket';

export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`;
}

export function objectArn(bucket: string, key: string): string {
  return `${bucketArn(bucket)}/${key}`;
}

/**
 * What S3 asks KMS for with the caller's own permissions (S3 user guide, "Using server-side encryption with AWS KMS keys"). Keys of
 * AWS' own need none: their policies admit whoever comes by way of S3.
 */
export function keyUse(
  action: 'kms:GenerateDataKey' | 'kms:Decrypt',
  encryption: BucketEncryption,
  { region, accountId }: CallPlace,
): readonly AuthorizationRequest[] {
  if (encryption.algorithm !== 'aws:kms' || encryption.keyArn === undefined) return [];
  const context = { 'kms:ViaService': `s3.${region}.amazonaws.com`, 'kms:CallerAccount': accountId };
  return [{ action, resource: encryption.keyArn, context }];
}

/** The encryption that PutBucketEncryption's rules say. Throws with 501 for what is not emulated. */
export function encryptionOf(configuration: any, place: CallPlace): BucketEncryption {
  const [rule, ...more] = configuration?.Rules ?? [];
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: key } = rule?.ApplyServerSideEncryptionByDefault ?? {};
  if (algorithm === 'AES256' && more.length === 0) return { algorithm };
  if (algorithm === 'aws:kms' && more.length === 0) return { algorithm, ...keyArnOf(key, place) };
  throw new AwsError('NotImplemented', `bucket encryption ${JSON.stringify(configuration)} is not emulated`, 501);
}

function keyArnOf(key: string | undefined, { region, accountId }: CallPlace): { readonly keyArn?: string } {
  if (key === undefined || key === 'alias/aws/s3') return {};
  if (/(^|:)alias\//.test(key)) throw new AwsError('NotImplemented', `the key alias ${key} is not emulated`, 501);
  return { keyArn: key.startsWith('arn:') ? key : `arn:aws:kms:${region}:${accountId}:key/${key}` };
}
