import type { RunNested } from '../asl';
import { Account } from '../aws/account';
import { Caller } from '../aws/service';
import { ExecutionRequest } from '../aws/states/execution-runner';
import { call } from './service-call';

/**
 * Executions that a Task waits for, in the emulated account: started, looked at and, when nobody waits any more, stopped with the role
 * of the machine that starts them (developer guide, "Run a job (.sync)").
 */
export function nestedRuns(account: Account, { ended }: ExecutionRequest, caller: Caller): RunNested {
  return async (stateMachineArn, input, name, signal) => {
    const started = { stateMachineArn, input: JSON.stringify(input), ...(name === undefined ? {} : { name }) };
    const { executionArn } = await call(account, 'states', 'StartExecution', caller, started, 'StepFunctions');
    const stop = (): void =>
      void call(account, 'states', 'StopExecution', caller, { executionArn }).catch(() => undefined); // as AWS: it tries
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    try {
      const end = await ended(executionArn as string);
      await call(account, 'states', 'DescribeExecution', caller, { executionArn }, 'StepFunctions');
      return end;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };
}
