import { EmulatedAccount } from '../../../../lib/rehearsal/aws/emulated-account';

/** Makes a role that a service may assume, with an inline policy when statements are given; answers its ARN. */
export async function createRole(
  account: EmulatedAccount,
  RoleName: string,
  service: string,
  statements: readonly object[] = [],
): Promise<string> {
  const { Role } = await account.call('iam', 'CreateRole', {
    RoleName,
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
    }),
  });
  if (statements.length > 0) {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await account.call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'inline', PolicyDocument });
  }
  return Role.Arn;
}
