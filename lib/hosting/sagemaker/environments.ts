import { CustomResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CustomResourceType } from '../../contract/index';
import { SageMakerEnvironmentsFunction } from '../../private/functions/sagemaker-environments-function';
import { HostingContext } from '../hosted-model';

/** Removes the endpoints and what releases made for them when the stack goes; nobody else knows them. */
export function sageMakerEnvironments(
  scope: Construct,
  context: HostingContext,
  /** Of both environments; undefined when each has one of its own. */
  sharedEndpoint?: string,
): CustomResource {
  const handler = new SageMakerEnvironmentsFunction(scope, 'EnvironmentsFunction', { ...context, sharedEndpoint });
  return new CustomResource(scope, 'Environments', {
    resourceType: CustomResourceType.SAGEMAKER_ENVIRONMENTS,
    serviceToken: handler.function.functionArn,
    ...(sharedEndpoint === undefined ? {} : { properties: { EndpointName: sharedEndpoint } }),
  });
}
