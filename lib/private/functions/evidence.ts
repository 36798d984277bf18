import { Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Env, EvidencePrefix, GoldenDatasetSpec } from '../../contract/index';
import { ModelFunction } from '../model-function';

/** Names of buckets are unique in a partition, so their ARNs have no region and account. */
const IN_S3 = { service: 's3', region: '', account: '' } as const;

/** Lets a function read the file of a dataset, and no other. */
export function allowDataset(fn: ModelFunction, { bucket, key, encryptionKeyArn }: GoldenDatasetSpec): void {
  fn.allow(['s3:GetObject'], [Stack.of(fn).formatArn({ ...IN_S3, resource: bucket, resourceName: key })]);
  if (encryptionKeyArn !== undefined) fn.allow(['kms:Decrypt'], [encryptionKeyArn]);
}

/** Lets a function keep results, and what its workers need meanwhile. */
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
