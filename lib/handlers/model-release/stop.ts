import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { unless } from '../shared/errors';
import { ModelReleaseContext } from './context';

/** Delete: the model goes away, so its running release is aborted and stopped. No traffic is moved. */
export async function stopReleases({ store, sfn }: ModelReleaseContext): Promise<void> {
  const ledger = await store.read();
  if (ledger.release === undefined) return;
  const { executionArn } = ledger.release;
  await store.apply({ kind: 'request-abort', reason: 'the stack is deleted', by: 'CloudFormation' }, ledger);
  await unless(
    ['ExecutionDoesNotExist', 'StateMachineDoesNotExist'],
    sfn.send(new StopExecutionCommand({ executionArn, error: 'ReleaseAborted', cause: 'the stack is deleted' })),
  );
}
