import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';

export type CloudFormation = Pick<CloudFormationClient, 'send'>;

/** The event of a custom resource has no flag for a rollback; the stack's status is the only sign (aws-facts 5.1). */
export async function isRollingBack(client: CloudFormation, stackId: string): Promise<boolean> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackId }));
  return Stacks[0]?.StackStatus?.includes('ROLLBACK') ?? false;
}
