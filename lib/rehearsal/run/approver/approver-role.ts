import { ApprovalKey, ModelResources, Names } from '../../../contract';
import type { Connection } from '../../../operations/connection';
import { SECRET_ACCESS_KEY } from '../../aws/access-keys';
import { Stage } from '../../stage';

export const APPROVER = 'rehearsal-approver';

/** Somebody to whom `grantApprove` was given, and nothing else: what the operator's command needs beyond that fails here, too. */
export async function connectAsApprover(
  { account, endpoint }: Pick<Stage, 'account' | 'endpoint'>,
  modelName: string,
): Promise<Connection> {
  const { region, accessKeys } = account;
  await createRole(account);
  const PolicyDocument = JSON.stringify(await approverPolicy(account, modelName));
  await account.call('iam', 'PutRolePolicy', { RoleName: APPROVER, PolicyName: 'approve', PolicyDocument });
  const { Role } = await account.call('iam', 'GetRole', { RoleName: APPROVER });
  const accessKeyId = accessKeys.accessKeyFor(Role.Arn as string);
  return { region, endpoint, credentials: { accessKeyId, secretAccessKey: SECRET_ACCESS_KEY } };
}

async function createRole(account: Stage['account']): Promise<void> {
  const Principal = { AWS: `arn:aws:iam::${account.accountId}:root` };
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }],
  });
  try {
    await account.call('iam', 'CreateRole', { RoleName: APPROVER, AssumeRolePolicyDocument });
  } catch (error) {
    if ((error as Error).name !== 'EntityAlreadyExists') throw error;
  }
}

/** The same as `OperatorGrants.approve`, of which the template has nothing unless the app grants it to somebody. */
async function approverPolicy(account: Stage['account'], modelName: string): Promise<object> {
  const { region, accountId } = account;
  const Name = Names.parameter(modelName);
  const { Parameter } = await account.call('ssm', 'GetParameter', { Name });
  const { ledgerTable } = JSON.parse(Parameter.Value as string) as ModelResources;
  const table = `arn:aws:dynamodb:${region}:${accountId}:table/${ledgerTable}`;
  const allow = (Action: readonly string[], Resource: string, Condition?: object) => ({
    Effect: 'Allow',
    Action,
    Resource,
    ...(Condition === undefined ? {} : { Condition }),
  });
  const execution = `arn:aws:states:${region}:${accountId}:execution:${Names.stateMachine(modelName)}:*`;
  return {
    Version: '2012-10-17',
    Statement: [
      allow(['ssm:GetParameter'], `arn:aws:ssm:${region}:${accountId}:parameter${Name}`),
      allow(['dynamodb:GetItem', 'dynamodb:Query'], table),
      allow(['states:DescribeExecution', 'states:GetExecutionHistory'], execution),
      allow(['dynamodb:PutItem'], table, {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [ApprovalKey.partition(modelName)] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      }),
    ],
  };
}
