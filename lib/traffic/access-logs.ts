import { Duration, Stack } from 'aws-cdk-lib';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from '../private/acknowledge';

/**
 * Writes the load balancer's access logs to a bucket of its own, for 90 days. The bucket is encrypted by S3's own key, the
 * only kind that access logs support (ELB user guide, "Enable access logs").
 *
 * The L2's `logAccessLogs` needs a region at synth. The service principal used here stands for every region (memory: the ELB
 * user guide prefers it to the account ids of the older regions).
 */
export function logAccess(scope: Construct, loadBalancer: elbv2.ApplicationLoadBalancer): s3.Bucket {
  const bucket = new s3.Bucket(scope, 'AccessLogs', {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: [{ expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
  });
  acknowledge(bucket, 'S1', 'It holds access logs itself');
  const stack = Stack.of(scope);
  const written = bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('logdelivery.elasticloadbalancing.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(`AWSLogs/${stack.account}/*`)],
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  );
  loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
  loadBalancer.setAttribute('access_logs.s3.bucket', bucket.bucketName);
  // The load balancer tries a write when the attribute is set: the policy has to be there first.
  if (written.policyDependable !== undefined) loadBalancer.node.addDependency(written.policyDependable);
  return bucket;
}
