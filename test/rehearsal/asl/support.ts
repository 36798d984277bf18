import {
  ExecutionEvent,
  ExecutionOptions,
  ExecutionResult,
  InvokeLambda,
  Json,
  parseStateMachine,
  runExecution,
} from '../../../lib/rehearsal/asl';
import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';

export const START = Date.parse('2026-01-01T00:00:00.000Z');
export const FUNCTION_ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:predict';
export const INVOKE = 'arn:aws:states:::lambda:invoke';

/** The result with the progress events and the virtual seconds it took. */
export type Run = ExecutionResult & { readonly events: readonly ExecutionEvent[]; readonly seconds: number };

/** Runs states that begin with the first one given. */
export async function runStates(
  states: Readonly<Record<string, object>>,
  input: Json = {},
  options: Partial<ExecutionOptions> & { readonly timeoutSeconds?: number } = {},
): Promise<Run> {
  const clock = options.clock ?? new VirtualClock(START);
  const events: ExecutionEvent[] = [];
  const { timeoutSeconds } = options;
  const result = await runExecution({
    machine: parseStateMachine({
      StartAt: Object.keys(states)[0],
      States: states,
      ...(timeoutSeconds !== undefined && { TimeoutSeconds: timeoutSeconds }),
    }),
    input,
    executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:release:run-1',
    name: 'run-1',
    stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:release',
    clock,
    seed: 1,
    invokeLambda: noLambda,
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { ...result, events, seconds: (result.stoppedAt - result.startedAt) / 1000 };
}

/** Runs one Pass state and returns what its fields make of the input; the failure as text when it fails. */
export async function pass(fields: object, input: Json = {}): Promise<Json> {
  const result = await runStates({ Only: { Type: 'Pass', ...fields, End: true } }, input);
  return result.status === 'SUCCEEDED' ? result.output : `${result.error}: ${result.cause}`;
}

/** A Task that sends its whole input to the function. */
export function task(fields: object = { End: true }): object {
  return { Type: 'Task', Resource: INVOKE, Parameters: { FunctionName: FUNCTION_ARN, 'Payload.$': '$' }, ...fields };
}

export const noLambda: InvokeLambda = async (functionArn) => {
  throw new Error(`no function was expected to be called, got ${functionArn}`);
};

/** Answers the invocations one after the other: a value is returned, an error thrown. */
export function answers(
  ...outcomes: readonly (Json | Error)[]
): jest.Mock<ReturnType<InvokeLambda>, Parameters<InvokeLambda>> {
  let next = 0;
  return jest.fn<ReturnType<InvokeLambda>, Parameters<InvokeLambda>>(async () => {
    const outcome = outcomes[next++];
    if (outcome === undefined) throw new TypeError(`invocation ${next} was not expected`);
    if (outcome instanceof Error) throw outcome;
    return { payload: outcome };
  });
}
