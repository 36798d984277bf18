import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { isDead } from '../../core/holder';
import { Ledger } from '../../core/ledger/ledger';
import { unless } from '../shared/errors';
import { ReleaseContext } from './context';

/** ARN of the execution that holds the lock and does not run any more; undefined when there is none. */
export async function deadHolder(
  { sfn, now }: ReleaseContext,
  ledger: Ledger,
  ownArn: string,
): Promise<string | undefined> {
  const holder = ledger.release;
  if (holder === undefined || holder.executionArn === ownArn) return undefined;
  const { executionArn } = holder;
  const execution = await unless(['ExecutionDoesNotExist'], sfn.send(new DescribeExecutionCommand({ executionArn })));
  return isDead(execution?.status, holder, now()) ? executionArn : undefined;
}
