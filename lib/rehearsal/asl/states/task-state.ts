import { TaskState } from '../definition/state-machine';
import { orAborted, withChildController } from '../execution/cancellation';
import { effectiveInput, filteredInput, requirePayload, stateOutput } from '../execution/data-flow';
import { LambdaInvocationError } from '../execution/lambda';
import { Transition, failureParts, withRecovery } from '../execution/recovery';
import { Visit, scopeOf } from '../execution/scope';
import { StateFailure, StatesError, runtimeFailure } from '../failure';
import { Json, isJsonObject, member } from '../json';
import { integerAt } from './integer';

/** Task: one Lambda invocation for each attempt. */
export function runTask(state: TaskState, raw: Json, visit: Visit): Promise<Transition> {
  return withRecovery(state, raw, visit, async (attempt) => {
    const invocation = invocationOf(effectiveInput(state, raw, attempt));
    const result = await recorded(attempt, () => invoke(invocation, timeoutSeconds(state, raw, attempt), attempt));
    return stateOutput(state, raw, result, attempt);
  });
}

interface Invocation {
  readonly functionArn: string;
  readonly payload: Json;
}

function invocationOf(parameters: Json): Invocation {
  const functionArn = isJsonObject(parameters) ? member(parameters, 'FunctionName') : undefined;
  if (typeof functionArn !== 'string') {
    throw runtimeFailure(`FunctionName must be a string, got ${JSON.stringify(functionArn)}`);
  }
  return { functionArn, payload: (isJsonObject(parameters) ? member(parameters, 'Payload') : undefined) ?? {} };
}

/** Undefined without a timeout: the language's default of 99,999,999 s outlasts any execution. */
function timeoutSeconds(state: TaskState, raw: Json, visit: Visit): number | undefined {
  if (state.TimeoutSecondsPath === undefined) return state.TimeoutSeconds;
  const scope = scopeOf(visit, filteredInput(state, raw, visit));
  return integerAt(state.TimeoutSecondsPath, scope, 'TimeoutSecondsPath', 1);
}

/** The envelope of the service integration around the function's answer. */
async function invoke(invocation: Invocation, timeout: number | undefined, visit: Visit): Promise<Json> {
  try {
    return requirePayload({
      ExecutedVersion: '$LATEST',
      Payload: await answerWithin(timeout, invocation, visit),
      SdkHttpMetadata: { HttpStatusCode: 200 },
      StatusCode: 200,
    });
  } catch (error) {
    if (error instanceof LambdaInvocationError) throw new StateFailure(error.errorType, error.cause);
    throw error;
  }
}

/** @throws StateFailure States.Timeout; what the function answers after that is ignored */
function answerWithin(timeout: number | undefined, { functionArn, payload }: Invocation, visit: Visit): Promise<Json> {
  const { clock, invokeLambda, minimumTaskMs } = visit.runtime;
  return withChildController(visit.signal, async (controller) => {
    const expire = (): void =>
      controller.abort(new StateFailure(StatesError.TIMEOUT, `no answer from ${functionArn} in ${timeout} s`));
    const cancelTimeout =
      timeout === undefined
        ? () => undefined
        : clock.at(clock.now() + Math.max(timeout * 1000, minimumTaskMs * clock.speed), expire);
    try {
      const answer = await orAborted(invokeLambda(functionArn, payload, controller.signal), controller.signal);
      return answer.payload;
    } finally {
      cancelTimeout();
    }
  });
}

/** Writes the attempt into the history. */
async function recorded(visit: Visit, attempt: () => Promise<Json>): Promise<Json> {
  const { history } = visit.runtime;
  history.record('TaskScheduled', { name: visit.state });
  history.record('TaskStarted', { name: visit.state });
  try {
    const output = await attempt();
    history.record('TaskSucceeded', { name: visit.state, output });
    return output;
  } catch (error) {
    if (error instanceof StateFailure) {
      const type = error.error === StatesError.TIMEOUT ? 'TaskTimedOut' : 'TaskFailed';
      history.record(type, { name: visit.state, ...failureParts(error) });
    }
    throw error;
  }
}
