import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { unless } from '../shared/errors';
import { ModelReleaseContext } from './context';

/**
 * Delete: the model goes away, so its running release ends in the ledger and is stopped. In this order: the recovery that a
 * stopped execution starts finds nothing left to do. No traffic is moved.
 */
export async function stopReleases({ store, sfn }: ModelReleaseContext): Promise<void> {
  const ledger = await store.read();
  if (ledger.release === undefined) return;
  const { executionArn } = ledger.release;
  await store.apply({ kind: 'abandon', reason: 'the stack is deleted' }, ledger);
  await unless(
    ['ExecutionDoesNotExist', 'StateMachineDoesNotExist'],
    sfn.send(new StopExecutionCommand({ executionArn, error: 'ReleaseAborted', cause: 'the stack is deleted' })),
  );
}
