import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { GatewayEnv } from '../../contract/index';
import { acknowledge, acknowledgeWildcards } from '../../private/acknowledge';
import { DisagreementSamplesProps } from './disagreement-samples-props';

/** Where the samples of one model go: shared by all of its gateways. */
export class DisagreementSamples {
  /** The same bucket for every gateway below `scope`. */
  static of(scope: Construct, modelName: string, props: DisagreementSamplesProps): DisagreementSamples {
    const existing = scope.node.tryFindChild('DisagreementSamples') as s3.Bucket | undefined;
    return new DisagreementSamples(modelName, props, props.bucket ?? existing ?? newBucket(scope, props));
  }

  private constructor(
    private readonly modelName: string,
    private readonly props: DisagreementSamplesProps,
    private readonly bucket: s3.IBucket,
  ) {}

  /** Variables of a gateway that keeps them. */
  variables(): { [name: string]: string } {
    const { payloads = false, redactedPaths = [], maxPerRelease } = this.props;
    return {
      [GatewayEnv.SAMPLES_BUCKET]: this.bucket.bucketName,
      [GatewayEnv.SAMPLES_PREFIX]: this.prefix,
      ...(maxPerRelease === undefined ? {} : { [GatewayEnv.SAMPLES_MAX]: String(maxPerRelease) }),
      ...(payloads ? { [GatewayEnv.SAMPLES_REDACT]: JSON.stringify(redactedPaths) } : {}),
    };
  }

  /** Lets a gateway put them, and nothing more: `grantPut` would add tags, holds and uploads in parts. */
  grantPut(grantee: iam.IGrantable & Construct): void {
    const resourceArns = [this.bucket.arnForObjects(`${this.prefix}/*`)];
    iam.Grant.addToPrincipal({ grantee, actions: ['s3:PutObject'], resourceArns });
    this.bucket.encryptionKey?.grant(grantee, 'kms:GenerateDataKey');
    acknowledgeWildcards(grantee, resourceArns, 'Samples are numbered below the id of their release');
  }

  private get prefix(): string {
    return this.props.prefix ?? `cdk-model-bluegreen/${this.modelName}`;
  }
}

/** Evidence outlives the stack, as a bucket and its key do unless told otherwise. */
function newBucket(scope: Construct, { retention = Duration.days(90) }: DisagreementSamplesProps): s3.Bucket {
  const bucket = new s3.Bucket(scope, 'DisagreementSamples', {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: s3.BucketEncryption.KMS,
    bucketKeyEnabled: true,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: [{ expiration: retention, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
  });
  acknowledge(bucket, 'S1', 'Some samples a release, written by one role; access logs would need a bucket more');
  return bucket;
}
