import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ENVIRONMENTS, Names } from '../contract/index';

/** ARNs of the endpoints of the two environments. */
export function endpointArns(scope: Construct, modelName: string): string[] {
  return ENVIRONMENTS.map((environment) => arn(scope, 'endpoint', Names.endpoint(modelName, environment)));
}

/** ARN of the one endpoint of a model whose environments are its variants. */
export function sharedEndpointArn(scope: Construct, endpointName: string): string {
  return arn(scope, 'endpoint', endpointName);
}

/** ARN patterns of the models and endpoint configs that releases make: their names end with a hash of the release id. */
export function copyArns(scope: Construct, modelName: string, kind: 'model' | 'endpoint-config'): string[] {
  return ENVIRONMENTS.map((environment) => arn(scope, kind, `${Names.endpointCopyPrefix(modelName, environment)}*`));
}

/** ARN of a feature group: SageMaker writes names in small letters there, and IAM compares with that. */
export function featureGroupArn(scope: Construct, name: string): string {
  return arn(scope, 'feature-group', Token.isUnresolved(name) ? name : name.toLowerCase());
}

function arn(scope: Construct, resource: string, resourceName: string): string {
  return Stack.of(scope).formatArn({ service: 'sagemaker', resource, resourceName });
}
