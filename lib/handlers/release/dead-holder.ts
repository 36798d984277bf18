import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { Ledger } from '../../core/ledger/ledger';
import { unless } from '../shared/errors';
import { ReleaseContext } from './context';

/** ARN of the execution that holds the lock and does not run any more; undefined when there is none. */
export async function deadHolder({ sfn }: ReleaseContext, ledger: Ledger, ownArn: string): Promise<string | undefined> {
  const holder = ledger.release?.executionArn;
  if (holder === undefined || holder === ownArn) return undefined;
  const execution = await unless(
    ['ExecutionDoesNotExist'],
    sfn.send(new DescribeExecutionCommand({ executionArn: holder })),
  );
  return execution?.status === 'RUNNING' ? undefined : holder;
}
