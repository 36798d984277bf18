import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { unless } from '../shared/errors';
import { ModelReleaseContext } from './context';

/**
 * Delete: the model goes away, so its running release ends in the ledger and is stopped. In this order: the recovery that a
 * stopped execution starts finds nothing left to do. No traffic is moved.
 */
export async function stopReleases({ store, sfn }: ModelReleaseContext): Promise<void> {
  const { ledger } = await store.apply({ kind: 'abandon', reason: 'the stack is deleted' });
  // By the record, so that a repeated call stops what the first one left; stopping it twice is harmless.
  const executionArn = ledger.ended[0]?.abandonedExecution;
  if (executionArn === undefined) return;
  await unless(
    ['ExecutionDoesNotExist', 'StateMachineDoesNotExist'],
    sfn.send(new StopExecutionCommand({ executionArn, error: 'ReleaseAborted', cause: 'the stack is deleted' })),
  );
}
