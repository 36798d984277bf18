import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { sharedEndpointArn } from './sagemaker-arns';

/** Lets somebody call an endpoint, whole answers and streams. */
export function grantInvoke(scope: Construct, endpointName: string, grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipal({
    grantee,
    actions: ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointWithResponseStream'],
    resourceArns: [sharedEndpointArn(scope, endpointName)],
  });
}
