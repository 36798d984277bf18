import { CallContext } from '../service';

export type ResourceKind = 'model' | 'endpoint-config' | 'endpoint' | 'feature-group';

/**
 * ARN of a resource. SageMaker writes names in small letters there, and IAM compares with that: a policy that spells
 * `endpoint/Fraud` matches nothing (prometheus-community/yet-another-cloudwatch-exporter#1178, philschmid/cdk-samples#2).
 */
export function sagemakerArn(
  { region, accountId }: Pick<CallContext, 'region' | 'accountId'>,
  kind: ResourceKind,
  name: string,
): string {
  return `arn:aws:sagemaker:${region}:${accountId}:${kind}/${name.toLowerCase()}`;
}
