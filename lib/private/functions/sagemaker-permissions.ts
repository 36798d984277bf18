import { Stack } from 'aws-cdk-lib';
import { SageMakerCandidate } from '../../hosting/sagemaker/candidate';
import { alarmArn } from '../arns';
import { DESCRIBE_KNOWS_NO_RESOURCES, ModelFunction } from '../model-function';
import { copyArns, endpointArns, sharedEndpointArn } from '../sagemaker-arns';

const HASHED = 'The names of copies end with a hash of the release id, which is not known before';

/** Lets a function read the endpoints with what they are made of. */
export function allowDescribeEndpoints(fn: ModelFunction, modelName: string): void {
  fn.allow(['sagemaker:DescribeEndpoint'], endpointArns(fn, modelName));
  allowDescribeCopies(fn, modelName);
}

/** The same of the one endpoint of both environments. */
export function allowDescribeShared(fn: ModelFunction, modelName: string, endpointName: string): void {
  fn.allow(['sagemaker:DescribeEndpoint'], [sharedEndpointArn(fn, endpointName)]);
  allowDescribeCopies(fn, modelName);
}

function allowDescribeCopies(fn: ModelFunction, modelName: string): void {
  fn.allow(['sagemaker:DescribeEndpointConfig'], copyArns(fn, modelName, 'endpoint-config'), { because: HASHED });
  fn.allow(['sagemaker:DescribeModel'], copyArns(fn, modelName, 'model'), { because: HASHED });
}

/** Lets a function copy the candidate, and bring the copy into the endpoints. */
export function allowFill(fn: ModelFunction, modelName: string, candidate: SageMakerCandidate): void {
  const [models, configs] = [copyArns(fn, modelName, 'model'), copyArns(fn, modelName, 'endpoint-config')];
  const endpoints = endpointArns(fn, modelName);
  allowDescribeEndpoints(fn, modelName);
  allowCopy(fn, modelName, candidate);
  // Both actions name the endpoint and the endpoint config (service authorization reference).
  fn.allow(['sagemaker:CreateEndpoint', 'sagemaker:UpdateEndpoint'], [...endpoints, ...configs], { because: HASHED });
  fn.allow(['sagemaker:AddTags'], [...models, ...configs, ...endpoints], { because: HASHED });
}

/** The same for the one endpoint of both environments, whose tags no later release changes. */
export function allowFillShared(
  fn: ModelFunction,
  modelName: string,
  candidate: SageMakerCandidate,
  endpointName: string,
): void {
  const [models, configs] = [copyArns(fn, modelName, 'model'), copyArns(fn, modelName, 'endpoint-config')];
  const endpoint = sharedEndpointArn(fn, endpointName);
  allowDescribeShared(fn, modelName, endpointName);
  allowCopy(fn, modelName, candidate);
  fn.allow(['sagemaker:CreateEndpoint', 'sagemaker:UpdateEndpoint'], [endpoint, ...configs], { because: HASHED });
  fn.allow(['sagemaker:AddTags'], [...models, ...configs, endpoint], { because: HASHED });
}

/** Lets a function make its own model and endpoint config of the candidate's. */
function allowCopy(fn: ModelFunction, modelName: string, candidate: SageMakerCandidate): void {
  const [models, configs] = [copyArns(fn, modelName, 'model'), copyArns(fn, modelName, 'endpoint-config')];
  fn.allow(['sagemaker:DescribeEndpointConfig'], [candidate.arn]);
  fn.allow(['sagemaker:DescribeModel'], [candidate.modelArn]);
  fn.allow(['sagemaker:CreateModel'], models, { because: HASHED });
  fn.allow(['sagemaker:CreateEndpointConfig'], configs, { because: HASHED });
  fn.allow(['iam:PassRole'], [candidate.executionRole.roleArn], {
    conditions: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
  });
  // CreateEndpoint hands the key on when the endpoint config names one (developer guide, "SageMaker API permissions").
  if (candidate.encryptionKey === undefined) return;
  fn.allow(['kms:CreateGrant'], [candidate.encryptionKey.keyArn], {
    conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  });
}

/** Lets a function take an endpoint away with everything that releases made for it. */
export function allowRemove(fn: ModelFunction, modelName: string): void {
  fn.allow(['sagemaker:DeleteEndpoint'], endpointArns(fn, modelName));
  allowRemoveCopies(fn, modelName);
}

/** The same of the one endpoint of both environments. */
export function allowRemoveShared(fn: ModelFunction, modelName: string, endpointName: string): void {
  fn.allow(['sagemaker:DeleteEndpoint'], [sharedEndpointArn(fn, endpointName)]);
  allowRemoveCopies(fn, modelName);
}

function allowRemoveCopies(fn: ModelFunction, modelName: string): void {
  fn.allow(['sagemaker:DeleteEndpointConfig'], copyArns(fn, modelName, 'endpoint-config'), { because: HASHED });
  fn.allow(['sagemaker:DeleteModel'], copyArns(fn, modelName, 'model'), { because: HASHED });
  fn.allow(['sagemaker:ListEndpointConfigs', 'sagemaker:ListModels'], ['*'], { because: DESCRIBE_KNOWS_NO_RESOURCES });
}

/**
 * The first scalable target of an account needs a service-linked role; scaling policies need the right to make their alarms, and
 * Application Auto Scaling reads and changes the endpoint with the caller's rights when the target is registered (memory: the
 * SageMaker developer guide, "Automatic scaling prerequisites").
 */
export function allowVariantScaling(fn: ModelFunction, modelName: string): void {
  const service = 'sagemaker.application-autoscaling.amazonaws.com';
  const role = Stack.of(fn).formatArn({
    service: 'iam',
    region: '',
    resource: 'role',
    resourceName: `aws-service-role/${service}/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint`,
  });
  fn.allow(['iam:CreateServiceLinkedRole'], [role], {
    conditions: { StringEquals: { 'iam:AWSServiceName': service } },
  });
  fn.allow(
    ['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'],
    [alarmArn(fn, `TargetTracking-endpoint/${modelName}-*`)],
    { because: 'Application Auto Scaling makes the end of the alarm names up' },
  );
  fn.allow(['sagemaker:UpdateEndpointWeightsAndCapacities'], endpointArns(fn, modelName));
}
