import { parseIdentityPolicy, Statement } from './policy';

const WRITE_LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];

// Contents as published in the "AWS managed policy reference" (memory). None of their actions is emulated, so what they grant
// is never exercised by a rehearsal: they are here so that attaching one is not mistaken for an unknown policy.
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'service-role/AWSLambdaBasicExecutionRole': ['logs:CreateLogGroup', ...WRITE_LOGS],
  'service-role/AWSLambdaVPCAccessExecutionRole': [
    'logs:CreateLogGroup',
    ...WRITE_LOGS,
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
  'service-role/AmazonECSTaskExecutionRolePolicy': [
    'ecr:GetAuthorizationToken',
    'ecr:BatchCheckLayerAvailability',
    'ecr:GetDownloadUrlForLayer',
    'ecr:BatchGetImage',
    ...WRITE_LOGS,
  ],
};

const PREFIX = /^arn:aws[a-z-]*:iam::aws:policy\//;

/** Statements of an AWS managed policy, or undefined when the emulator doesn't know it. */
export function managedPolicy(policyArn: string): readonly Statement[] | undefined {
  const name = policyArn.replace(PREFIX, '');
  if (name === policyArn || !Object.hasOwn(ACTIONS, name)) return undefined;
  return parseIdentityPolicy({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ACTIONS[name], Resource: '*' }],
  });
}
