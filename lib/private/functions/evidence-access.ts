import { Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Env, EvidencePrefix } from '../../contract/index';
import { ModelFunction } from '../model-function';

/** Lets a function write results below the model's prefix, and write and read what workers have from each other. */
export function allowEvidence(fn: ModelFunction, bucket: s3.IBucket, modelName: string): void {
  const because = 'Keys are made of the ids of releases';
  const work = bucket.arnForObjects(`${EvidencePrefix.work(modelName)}*`);
  fn.allow(['s3:GetObject', 's3:PutObject'], [work], { because });
  fn.allow(['s3:PutObject'], [bucket.arnForObjects(`${EvidencePrefix.evidence(modelName)}*`)], { because });
  if (bucket.encryptionKey !== undefined) {
    fn.allow(['kms:Decrypt', 'kms:GenerateDataKey'], [bucket.encryptionKey.keyArn]);
  }
  fn.env(Env.EVIDENCE_BUCKET, bucket.bucketName);
}

/** Lets a function read one object. */
export function allowObject(
  fn: ModelFunction,
  {
    bucket,
    key,
    encryptionKeyArn,
  }: { readonly bucket: string; readonly key: string; readonly encryptionKeyArn?: string },
): void {
  // Names of buckets are unique in a partition, so their ARNs have no region and account.
  const object = Stack.of(fn).formatArn({
    service: 's3',
    region: '',
    account: '',
    resource: bucket,
    resourceName: key,
  });
  fn.allow(['s3:GetObject'], [object]);
  if (encryptionKeyArn !== undefined) fn.allow(['kms:Decrypt'], [encryptionKeyArn]);
}
