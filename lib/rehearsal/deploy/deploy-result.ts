import { Stack, StackEvent, StackStatus } from './stack';

export interface DeployResult {
  readonly stackName: string;
  /** CREATE_COMPLETE or UPDATE_COMPLETE when the deployment succeeded; every other status means that it did not. */
  readonly status: StackStatus;
  readonly succeeded: boolean;
  /** Why it did not succeed. */
  readonly reason?: string;
  /** Events of this deployment only, oldest first. Empty when nothing was to be done. */
  readonly events: readonly StackEvent[];
  readonly outputs: Readonly<Record<string, string>>;
}

const SUCCESSES: readonly StackStatus[] = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_COMPLETE'];

/** Result of a deployment that found nothing to do. */
export function unchanged(stack: Stack): DeployResult {
  return { stackName: stack.stackName, status: stack.status, succeeded: true, events: [], outputs: stack.outputs };
}

/** Result of the run that wrote these events. */
export function resultOf(stack: Stack, events: readonly StackEvent[]): DeployResult {
  const succeeded = SUCCESSES.includes(stack.status);
  const reason = events.find((event) => event.status.includes('ROLLBACK') || event.status === 'DELETE_FAILED')?.reason;
  return {
    stackName: stack.stackName,
    status: stack.status,
    succeeded,
    ...(succeeded || reason === undefined ? {} : { reason }),
    events,
    outputs: stack.outputs,
  };
}
