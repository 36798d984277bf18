import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { cloudFormationService } from '../../../../lib/rehearsal/aws/cloudformation/cloudformation-service';
import { StackRegistry } from '../../../../lib/rehearsal/aws/cloudformation/stack-registry';
import { EmulatedAccount } from '../../../../lib/rehearsal/aws/emulated-account';
import { WireServer } from '../../../../lib/rehearsal/aws/wire/server';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { createRole } from '../iam/roles';
import { clientConfig } from '../wire/sdk';

const STACK_ID = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/Fraud/1';

describe('cloudformation over the wire', () => {
  const clock = new VirtualClock(0);
  const account = new EmulatedAccount({ clock });
  const stacks = new StackRegistry();
  let server: WireServer;

  beforeAll(async () => {
    account.register(cloudFormationService(stacks));
    server = await WireServer.start(account);
  });

  afterAll(async () => {
    await server.close();
    clock.stop();
  });

  const describeStack = async (StackName: string, key?: string) => {
    const client = new CloudFormationClient(clientConfig(account, server, key));
    return (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
  };
  const put = (StackStatus: string) => stacks.put({ StackId: STACK_ID, StackName: 'Fraud', StackStatus });

  test('the latest status is answered, by name and by id', async () => {
    put('UPDATE_IN_PROGRESS');
    put('UPDATE_ROLLBACK_IN_PROGRESS');
    for (const name of ['Fraud', STACK_ID]) {
      expect(await describeStack(name)).toMatchObject({
        StackName: 'Fraud',
        StackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS',
      });
    }
  });

  test('a deleted stack is found by its id only', async () => {
    put('DELETE_COMPLETE');
    expect(await describeStack(STACK_ID)).toMatchObject({ StackStatus: 'DELETE_COMPLETE' });
    await expect(describeStack('Fraud')).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id Fraud does not exist',
    });
  });

  test('a role may describe the stack that its policy names, and fails for others', async () => {
    put('CREATE_COMPLETE');
    const roleArn = await createRole(account, 'trigger', 'lambda.amazonaws.com', [
      { Effect: 'Allow', Action: 'cloudformation:DescribeStacks', Resource: STACK_ID },
    ]);
    const key = account.accessKeys.accessKeyFor(roleArn);
    expect(await describeStack('Fraud', key)).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
    await expect(describeStack('Other', key)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
