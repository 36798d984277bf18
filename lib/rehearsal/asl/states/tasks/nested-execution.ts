import { requirePayload } from '../../execution/data-flow';
import { ChildEnd, ServiceCallError } from '../../execution/map-runs';
import { Visit } from '../../execution/scope';
import { StateFailure, StatesError, runtimeFailure } from '../../failure';
import { Json, JsonObject, isJsonObject, member } from '../../json';
import { TaskWork } from './task-work';

/**
 * `states:startExecution.sync:2`: what DescribeExecution tells of the ended execution, with the output as JSON. One that did not succeed
 * fails the state with `States.TaskFailed`, and that description as the cause (developer guide, "Start Step Functions executions").
 */
export function nestedExecutionOf(parameters: Json, { runtime }: Visit): TaskWork {
  const { runNested } = runtime;
  if (runNested === undefined) throw new TypeError('an execution that starts another one needs an account');
  const given = isJsonObject(parameters) ? parameters : {};
  const machineArn = member(given, 'StateMachineArn');
  if (typeof machineArn !== 'string') {
    throw runtimeFailure(`StateMachineArn must be a string, got ${JSON.stringify(machineArn)}`);
  }
  const name = member(given, 'Name');
  const run = async (signal: AbortSignal): Promise<Json> => {
    try {
      const end = await runNested(machineArn, member(given, 'Input') ?? {}, nameOf(name), signal);
      if (end.status !== 'SUCCEEDED') throw new StateFailure(StatesError.TASK_FAILED, JSON.stringify(described(end)));
      return requirePayload({ ...described(end), Output: JSON.parse(end.output ?? 'null') as Json });
    } catch (error) {
      if (error instanceof ServiceCallError) throw new StateFailure(error.errorType, error.cause);
      throw error;
    }
  };
  return { of: machineArn, run };
}

function nameOf(name: Json | undefined): string | undefined {
  if (name === undefined || typeof name === 'string') return name;
  throw runtimeFailure(`Name must be a string, got ${JSON.stringify(name)}`);
}

/** Times are milliseconds since 1970 (memory). */
function described(end: ChildEnd): JsonObject {
  const { executionArn, stateMachineArn, name, status, input, error, cause, startedAt, stoppedAt } = end;
  return {
    ExecutionArn: executionArn,
    Input: input,
    InputDetails: { Included: true },
    Name: name,
    OutputDetails: { Included: true },
    ...(error === undefined ? {} : { Error: error }),
    ...(cause === undefined ? {} : { Cause: cause }),
    StartDate: startedAt,
    StateMachineArn: stateMachineArn,
    Status: status,
    StopDate: stoppedAt,
  };
}
