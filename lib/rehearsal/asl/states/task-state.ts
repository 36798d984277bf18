import { TaskState } from '../definition/state-machine';
import { orAborted, withChildController } from '../execution/cancellation';
import { effectiveInput, filteredInput, stateOutput } from '../execution/data-flow';
import { Transition, failureParts, withRecovery } from '../execution/recovery';
import { Visit, scopeOf } from '../execution/scope';
import { StateFailure, StatesError } from '../failure';
import { Json } from '../json';
import { integerAt } from './integer';
import { invocationOf } from './tasks/invocation';
import { nestedExecutionOf } from './tasks/nested-execution';
import { TaskWork } from './tasks/task-work';

/** Task: one call for each attempt. */
export function runTask(state: TaskState, raw: Json, visit: Visit): Promise<Transition> {
  return withRecovery(state, raw, visit, async (attempt) => {
    const work = workOf(state, effectiveInput(state, raw, attempt), attempt);
    const result = await recorded(attempt, () => within(timeoutSeconds(state, raw, attempt), work, attempt));
    return stateOutput(state, raw, result, attempt);
  });
}

function workOf({ integration }: TaskState, parameters: Json, visit: Visit): TaskWork {
  switch (integration) {
    case 'lambda:invoke':
      return invocationOf(parameters, visit);
    case 'states:startExecution.sync:2':
      return nestedExecutionOf(parameters, visit);
  }
}

/** Undefined without a timeout: the language's default of 99,999,999 s outlasts any execution. */
function timeoutSeconds(state: TaskState, raw: Json, visit: Visit): number | undefined {
  if (state.TimeoutSecondsPath === undefined) return state.TimeoutSeconds;
  const scope = scopeOf(visit, filteredInput(state, raw, visit));
  return integerAt(state.TimeoutSecondsPath, scope, 'TimeoutSecondsPath', 1);
}

/** @throws StateFailure States.Timeout; what is answered after that is ignored */
function within(timeout: number | undefined, work: TaskWork, visit: Visit): Promise<Json> {
  const { clock, minimumTaskMs } = visit.runtime;
  return withChildController(visit.signal, async (controller) => {
    const expire = (): void =>
      controller.abort(new StateFailure(StatesError.TIMEOUT, `no answer from ${work.of} in ${timeout} s`));
    const cancelTimeout =
      timeout === undefined
        ? () => undefined
        : clock.at(clock.now() + Math.max(timeout * 1000, minimumTaskMs * clock.speed), expire);
    try {
      return await orAborted(work.run(controller.signal), controller.signal);
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
