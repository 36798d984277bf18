import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { connectAsApprover } from '../../../lib/rehearsal/run/approver/approver-role';
import { Stage } from '../../../lib/rehearsal/stage';
import { Connection } from '../../../lib/operations/connection';
import { modelStack, propertiesOf } from '../../helpers/model-stack';
import { idleStage } from './support/idle-stage';

let stage: Stage;
let connection: Connection;
beforeAll(async () => {
  stage = await idleStage();
  const Value = JSON.stringify({ ledgerTable: 'ledger' });
  await stage.account.call('ssm', 'PutParameter', { Name: '/cdk-model-bluegreen/fraud', Value, Type: 'String' });
  connection = await connectAsApprover(stage, 'fraud');
});
afterAll(() => stage.close());

interface Statement {
  readonly Action: string | readonly string[];
  readonly Condition?: object;
}

/** Without the resources, whose names only a deployment knows. */
function permissions(statements: readonly Statement[]): readonly string[] {
  return statements
    .flatMap(({ Action, Condition }) => [Action].flat().map((action) => JSON.stringify([action, Condition ?? null])))
    .sort();
}

test('the approver of a rehearsal may do what grantApprove allows, and nothing else', () => {
  const { stack, model } = modelStack();
  const role = new iam.Role(stack, 'People', { assumedBy: new iam.AccountRootPrincipal() });
  model.grantApprove(role);
  const granted = propertiesOf(Template.fromStack(stack), 'AWS::IAM::Policy', 'People').PolicyDocument.Statement;
  const own = JSON.parse(stage.account.roles.get('rehearsal-approver').policies.get('approve')!.document);
  expect(permissions(own.Statement)).toEqual(permissions(granted));
});

test('it is called by its role when it asks who it is', async () => {
  const sts = new STSClient(connection);
  const { Arn, Account } = await sts.send(new GetCallerIdentityCommand({}));
  sts.destroy();
  expect(Arn).toBe('arn:aws:sts::123456789012:assumed-role/rehearsal-approver/rehearsal');
  expect(Account).toBe('123456789012');
});
