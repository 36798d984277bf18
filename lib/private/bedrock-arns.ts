import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** ARN of a model, which belongs to no account. */
export function foundationModelArn(scope: Construct, modelId: string, region?: string): string {
  return Stack.of(scope).formatArn({
    service: 'bedrock',
    ...(region === undefined ? {} : { region }),
    account: '',
    resource: 'foundation-model',
    resourceName: modelId,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}

/** ARN of a profile that Bedrock has in every account. */
export function inferenceProfileArn(scope: Construct, profileId: string, region?: string): string {
  return Stack.of(scope).formatArn({
    service: 'bedrock',
    ...(region === undefined ? {} : { region }),
    resource: 'inference-profile',
    resourceName: profileId,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}
