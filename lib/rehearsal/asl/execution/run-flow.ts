import { Flow, State } from '../definition/state-machine';
import { StateFailure, located } from '../failure';
import { Json } from '../json';
import { runMap, runParallel } from '../states/branching-states';
import { runChoice, runFail, runPass, runSucceed } from '../states/simple-states';
import { runTask } from '../states/task-state';
import { runWait } from '../states/wait-state';
import { requirePayload } from './data-flow';
import { Transition, failureParts } from './recovery';
import { FlowScope, Visit } from './scope';

/** Runs states until one ends the flow; the output is that state's. Moving on takes no virtual time. */
export async function runFlow(flow: Flow, input: Json, scope: FlowScope): Promise<Json> {
  let data = requirePayload(input);
  let name: string | undefined = flow.startAt;
  while (name !== undefined) {
    scope.signal.throwIfAborted();
    const state = flow.states.get(name);
    if (state === undefined) throw new TypeError(`a parsed flow has its state "${name}"`);
    const { output, next }: Transition = await visitState(name, state, data, scope);
    data = output;
    name = next;
  }
  return data;
}

async function visitState(name: string, state: State, input: Json, scope: FlowScope): Promise<Transition> {
  const { runtime, within } = scope;
  const { clock, history } = runtime;
  const enteredId = history.record(`${state.Type}StateEntered`, { name, input });
  runtime.report({ kind: 'state-entered', at: clock.now(), state: name, within, type: state.Type });
  const enteredTime = new Date(clock.now()).toISOString();
  try {
    const transition = await runState(state, input, { ...scope, state: name, enteredTime, retryCount: 0 });
    history.record(`${state.Type}StateExited`, { name, output: transition.output });
    const next = transition.next === undefined ? {} : { next: transition.next };
    runtime.report({ kind: 'state-exited', at: clock.now(), state: name, within, type: state.Type, ...next });
    return transition;
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    const failure = located(error, name, enteredId);
    runtime.report({ kind: 'state-failed', at: clock.now(), state: name, within, ...failureParts(failure) });
    throw failure;
  }
}

async function runState(state: State, input: Json, visit: Visit): Promise<Transition> {
  switch (state.Type) {
    case 'Pass':
      return runPass(state, input, visit);
    case 'Task':
      return runTask(state, input, visit);
    case 'Choice':
      return runChoice(state, input, visit);
    case 'Wait':
      return runWait(state, input, visit);
    case 'Succeed':
      return runSucceed(state, input, visit);
    case 'Fail':
      return runFail(state, input, visit);
    case 'Map':
      return runMap(state, input, visit, runFlow);
    case 'Parallel':
      return runParallel(state, input, visit, runFlow);
  }
}
