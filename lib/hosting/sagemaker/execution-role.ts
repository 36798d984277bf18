import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ModelVersion } from '../../model/model-version';
import { acknowledgeWildcards } from '../../private/acknowledge';
import { SageMakerHostingProps } from './sagemaker-hosting-props';

/** Role of the containers: just what the version declares (SageMaker developer guide, "CreateModel API: execution role permissions"). */
export function newExecutionRole(
  scope: Construct,
  modelName: string,
  version: ModelVersion,
  { modelSubnets, dataCapture }: SageMakerHostingProps,
  /** The one endpoint of both environments; undefined when each has one of its own. */
  sharedEndpoint?: string,
): iam.Role {
  const role = new iam.Role(scope, 'ExecutionRole', {
    assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
    description: `What SageMaker may do for the containers of model ${modelName}`,
  });
  const content = version._content;
  if (content.kind === 'sageMakerContainer') {
    const { repository, modelDataBucket, modelDataKey } = content.props;
    repository?.grantPull(role);
    modelDataBucket?.grantRead(role, modelDataKey);
  }
  if (dataCapture !== undefined) {
    dataCapture.bucket.grantPut(role, `${dataCapture.prefix ?? modelName}/*`);
  }
  allowLogs(role, sharedEndpoint === undefined ? [`${modelName}-*`] : [sharedEndpoint, `${sharedEndpoint}:*`]);
  if (modelSubnets !== undefined) allowNetworkInterfaces(role);
  acknowledgeWildcards(
    role,
    ['*'],
    'ECR sign-in and network interfaces know no resources (service authorization reference)',
  );
  return role;
}

/** SageMaker writes a log group for each endpoint, and metrics of the containers, with this role. */
function allowLogs(role: iam.Role, endpoints: readonly string[]): void {
  const logGroups = endpoints.map((endpoint) =>
    Stack.of(role).formatArn({ service: 'logs', resource: `log-group:/aws/sagemaker/Endpoints/${endpoint}` }),
  );
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      resources: logGroups,
    }),
  );
  acknowledgeWildcards(role, logGroups, 'Log groups are named after the endpoints, log streams after the instances');
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringLike: { 'cloudwatch:namespace': ['/aws/sagemaker/*', 'AWS/SageMaker'] } },
    }),
  );
}

/** What SageMaker needs to attach containers to a VPC; none of the describing actions can be limited to a resource. */
function allowNetworkInterfaces(role: iam.Role): void {
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: [
        'ec2:CreateNetworkInterface',
        'ec2:CreateNetworkInterfacePermission',
        'ec2:DeleteNetworkInterface',
        'ec2:DeleteNetworkInterfacePermission',
        'ec2:DescribeDhcpOptions',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
      ],
      resources: ['*'],
    }),
  );
}
