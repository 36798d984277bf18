import { Flow, MapState, ParallelState } from '../definition/state-machine';
import { runBranches } from '../execution/cancellation';
import { effectiveInput, filteredInput, requirePayload, stateOutput } from '../execution/data-flow';
import { Transition, withRecovery } from '../execution/recovery';
import { FlowScope, Visit, scopeOf } from '../execution/scope';
import { StateFailure, runtimeFailure } from '../failure';
import { readRequired } from '../intrinsics/evaluate';
import { fillTemplate } from '../intrinsics/template';
import { Json, JsonObject, isJsonArray } from '../json';
import { runDistributedMap } from './distributed-map/distributed-map';
import { concurrencyOf } from './distributed-map/settings';
import { recorded } from './recorded';

/** Runs a nested flow; handed in, because that flow runs states in turn. */
export type RunFlow = (flow: Flow, input: Json, scope: FlowScope) => Promise<Json>;

/** Iterations of an inline Map that run at the same time (developer guide, "Inline mode"). */
const MOST_CONCURRENT_ITERATIONS = 40;

/** Parallel: all branches get the same input; their outputs in the order of the branches. */
export function runParallel(state: ParallelState, raw: Json, visit: Visit, runFlow: RunFlow): Promise<Transition> {
  return withRecovery(state, raw, visit, async (attempt) => {
    const input = effectiveInput(state, raw, attempt);
    const { Branches: branches } = state;
    const outputs = await recorded(attempt, 'ParallelState', () =>
      runBranches(branches.length, branches.length, attempt.signal, (index, signal) =>
        runFlow(branches[index], input, nested(attempt, index, signal)),
      ),
    );
    return stateOutput(state, raw, outputs, attempt);
  });
}

/** Map: the processor runs for each item; the outputs in the order of the items. */
export function runMap(state: MapState, raw: Json, visit: Visit, runFlow: RunFlow): Promise<Transition> {
  if (state.executionType !== undefined) return runDistributedMap(state, state.executionType, raw, visit);
  return withRecovery(state, raw, visit, async (attempt) => {
    const input = filteredInput(state, raw, attempt);
    const items = itemsOf(state, input, attempt);
    const limit = concurrencyOf(state, scopeOf(attempt, input), MOST_CONCURRENT_ITERATIONS);
    const outputs = await recorded(attempt, 'MapState', () =>
      runBranches(items.length, limit, attempt.signal, (index, signal) =>
        runIteration(state, input, { Index: index, Value: items[index] }, nested(attempt, index, signal), runFlow),
      ),
    );
    return stateOutput(state, raw, outputs, attempt);
  });
}

function itemsOf(state: MapState, input: Json, visit: Visit): readonly Json[] {
  const items =
    state.ItemsPath === undefined ? input : readRequired(state.ItemsPath, scopeOf(visit, input), 'ItemsPath');
  if (isJsonArray(items)) return items;
  throw runtimeFailure(`a Map state needs an array of items, got ${JSON.stringify(items)}`);
}

interface MapItem extends JsonObject {
  readonly Index: number;
  readonly Value: Json;
}

async function runIteration(
  state: MapState,
  input: Json,
  mapItem: MapItem,
  scope: Visit,
  runFlow: RunFlow,
): Promise<Json> {
  const { history } = scope.runtime;
  const visit = { ...scope, mapItem };
  const item =
    state.ItemSelector === undefined
      ? mapItem.Value
      : requirePayload(fillTemplate(state.ItemSelector, scopeOf(visit, input)));
  history.record('MapIterationStarted', { name: visit.state });
  try {
    const output = await runFlow(state.ItemProcessor, item, visit);
    history.record('MapIterationSucceeded', { name: visit.state });
    return output;
  } catch (error) {
    const type = error instanceof StateFailure ? 'MapIterationFailed' : 'MapIterationAborted';
    history.record(type, { name: visit.state });
    throw error;
  }
}

function nested(visit: Visit, index: number, signal: AbortSignal): Visit {
  return { ...visit, signal, within: [...visit.within, `${visit.state}[${index}]`] };
}
