import type { ChildEnd } from '../../asl';
import type { ExecutionRecord } from './executions';

/** An ended child execution as its Map Run takes it. */
export function childEnd({ arn, machine, name, input, ...end }: ExecutionRecord): ChildEnd {
  const { status, output, error, cause, startedAt, stoppedAt } = end;
  if (status === 'RUNNING' || stoppedAt === undefined) throw new TypeError(`${arn} has not ended`);
  return {
    ...{ executionArn: arn, stateMachineArn: machine.arn, name, input, status },
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
    startedAt: startedAt.getTime(),
    stoppedAt: stoppedAt.getTime(),
  };
}
