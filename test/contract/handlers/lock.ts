import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { CreateStateMachineCommand, DescribeExecutionCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { LedgerStore } from '../../../lib/handlers/shared/ledger-store';
import { IndependentAws } from '../support/independent-aws';
import { createModelAccount, LEDGER_TABLE, MODEL, ModelAccount } from '../support/model-account';
import { ReleaseByHand } from '../support/release-by-hand';
import { NO_TEST_ENDPOINT, QUICK_PLAN } from '../support/quick-plan';

/** Who may start, and who wins when two write: Step Functions and DynamoDB of moto. */
export function describeLock(aws: () => IndependentAws): void {
  describe('the lock and the ledger', () => {
    let account: ModelAccount;
    let stackId: string;
    beforeAll(async () => {
      account = await createModelAccount(aws(), {
        region: 'us-east-1',
        plan: QUICK_PLAN,
        testEndpoint: NO_TEST_ENDPOINT,
      });
      const { sfn, cloudformation } = account.clients;
      // Executions that only have to run: what they would do is the workflow test's matter.
      const forEver = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 600, End: true } } };
      const role = 'arn:aws:iam::123456789012:role/workflow';
      await sfn.send(
        new CreateStateMachineCommand({ name: 'iris-release', definition: JSON.stringify(forEver), roleArn: role }),
      );
      const template = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } };
      const stack = await cloudformation.send(
        new CreateStackCommand({ StackName: 'Iris', TemplateBody: JSON.stringify(template) }),
      );
      stackId = stack.StackId ?? '';
    });

    const deploy = (RequestType: 'Create' | 'Delete') =>
      aws().request(account.functionName('model-release'), {
        RequestType,
        StackId: stackId,
        RequestId: 'request-1',
        ResourceProperties: {
          Version: '1.0.0',
          Content: '{}',
          Image: 'models/iris:1.0.0',
          CandidateArn: account.candidateArn,
          ReturnAtStart: 'false',
          Force: 'false',
        },
      });
    const executions = async () => {
      const { executions: found = [] } = await account.clients.sfn.send(
        new ListExecutionsCommand({ stateMachineArn: account.stateMachineArn }),
      );
      return found;
    };

    test('a deploy starts one execution, also when its request is repeated', async () => {
      await deploy('Create');
      await deploy('Create');
      expect(await executions()).toMatchObject([{ name: '1-0-0-request-1', status: 'RUNNING' }]);
    });

    test('a second release is refused while the execution that holds the lock runs', async () => {
      const [{ executionArn, name: releaseId }] = await executions();
      const input = { version: '1.0.0', image: 'models/iris:1.0.0' };
      const prepared = await account.call('release', { action: 'prepare', releaseId, executionArn, input });
      expect(prepared).toMatchObject({ decision: 'start' });
      await expect(new ReleaseByHand(account, '2.0.0').prepare()).rejects.toMatchObject({
        name: 'ReleaseRefused',
        message: expect.stringContaining('1-0-0-request-1'),
      });
    });

    test('a Delete of the stack stops the execution', async () => {
      expect(await deploy('Delete').then(({ answer }) => answer)).toMatchObject({ Status: 'SUCCESS' });
      const [{ executionArn }] = await executions();
      const { status } = await account.clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
      expect(status).toBe('ABORTED');
    });

    test('then its lock is taken over', async () => {
      expect(await new ReleaseByHand(account, '2.0.0').prepare()).toMatchObject({
        decision: 'start',
        version: '2.0.0',
      });
    });

    test('fails with LedgerConflict when every condition is broken', async () => {
      const store = new LedgerStore(account.clients.dynamodb, LEDGER_TABLE, MODEL, () => new Date());
      const rival = new LedgerStore(account.clients.dynamodb, LEDGER_TABLE, MODEL, () => new Date());
      const before = await rival.read();
      // As if somebody wrote between every read and its write.
      jest.spyOn(store, 'read').mockResolvedValue({ ...before, revision: before.revision - 1 });
      const enter = { kind: 'enter-phase', releaseId: '2.0.0-by-hand', phase: 'provisioning' } as const;
      await expect(store.apply(enter)).rejects.toMatchObject({ name: 'LedgerConflict' });
      expect(await rival.read()).toEqual(before);
    });

    test('a writer that read too early reads again and keeps what the other one wrote', async () => {
      const store = new LedgerStore(account.clients.dynamodb, LEDGER_TABLE, MODEL, () => new Date());
      const releaseId = '2.0.0-by-hand';
      const early = await store.read();
      await store.apply({ kind: 'enter-phase', releaseId, phase: 'provisioning' });
      const reason = { trigger: 'operator' as const, reason: 'the test', evidence: {} };
      const { ledger } = await store.apply({ kind: 'decide-rollback', releaseId, reason }, early);
      expect(ledger.revision).toBe(early.revision + 2);
      expect(await store.read()).toEqual(ledger);
    });
  });
}
