import { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { EvidencePrefix } from '../contract/index';
import { acknowledge } from '../private/acknowledge';

/**
 * Where checks keep results that the ledger can't hold. Evidence outlives the stack, as a bucket does unless told otherwise. What a check
 * works with meanwhile holds requests, and goes after a week: a rule by prefix, because S3 knows no other part of a key.
 */
export function evidenceBucket(scope: Construct, modelName: string): s3.Bucket {
  const bucket = new s3.Bucket(scope, 'Evidence', {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: [
      { prefix: EvidencePrefix.work(modelName), expiration: Duration.days(7) },
      { prefix: EvidencePrefix.evidence(modelName), expiration: Duration.days(365) },
      { abortIncompleteMultipartUploadAfter: Duration.days(1) },
    ],
  });
  acknowledge(bucket, 'S1', 'Some objects a release, written by one role; access logs would need a bucket more');
  return bucket;
}
