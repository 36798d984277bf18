import { ExecutionType, MapState } from '../../definition/state-machine';
import { filteredInput, requirePayload, stateOutput } from '../../execution/data-flow';
import { MapRun, MapRuns } from '../../execution/map-runs';
import { Transition, withRecovery } from '../../execution/recovery';
import { Visit, scopeOf } from '../../execution/scope';
import { fillTemplate } from '../../intrinsics/template';
import { Json } from '../../json';
import { uuid } from '../../random';
import { recorded } from '../recorded';
import { Batch, batches, singly } from './batches';
import { Items } from './items';
import { readItems } from './read-items';
import { ResultFiles } from './result-files';
import { Outputs } from './results';
import { runChildren } from './run-children';
import { batchLimitsOf, concurrencyOf, toleranceOf } from './settings';
import { FailureCount } from './tolerance';

/** An express execution lasts five minutes at most (developer guide, "Service quotas"). */
const LONGEST_EXPRESS_SECONDS = 300;
const LONGEST_LABEL = 40;

/** A distributed Map: each item, or batch of items, is the input of an execution of its own. */
export function runDistributedMap(
  state: MapState,
  executionType: ExecutionType,
  raw: Json,
  visit: Visit,
): Promise<Transition> {
  const { mapRuns } = visit.runtime;
  if (mapRuns === undefined) throw new TypeError('a distributed Map needs `mapRuns` of the execution');
  return withRecovery(state, raw, visit, async (attempt) => {
    const input = filteredInput(state, raw, attempt);
    const result = await recorded(attempt, 'MapState', async () => {
      const items = await readItems(state, input, attempt, mapRuns.objects);
      const run = openRun(state, executionType, attempt, mapRuns);
      try {
        return await recorded(attempt, 'MapRun', () => runItems(state, input, items, run, attempt, mapRuns));
      } finally {
        run.close();
      }
    });
    return stateOutput(state, raw, result, attempt);
  });
}

function openRun(state: MapState, executionType: ExecutionType, visit: Visit, mapRuns: MapRuns): MapRun {
  const processor = {
    ...state.ItemProcessor,
    ...(executionType === 'EXPRESS' && { timeoutSeconds: LONGEST_EXPRESS_SECONDS }),
  };
  const label = state.Label ?? labelOf(visit.state);
  return mapRuns.open({ label, executionType, processor }, uuid(visit.runtime.random));
}

/** AWS draws one for a state without Label; the state's name makes it the same in every rehearsal. */
function labelOf(stateName: string): string {
  return stateName.replace(/[^\p{L}\p{N}_-]/gu, '').slice(0, LONGEST_LABEL) || 'Map';
}

/** Results are exported also when too many items failed, as in AWS; then the failure is the outcome all the same. */
async function runItems(
  state: MapState,
  input: Json,
  items: Items,
  run: MapRun,
  visit: Visit,
  { objects }: MapRuns,
): Promise<Json> {
  const scope = scopeOf(visit, input);
  const { ResultWriter: writer } = state;
  const parameters = writer?.Parameters === undefined ? undefined : fillTemplate(writer.Parameters, scope);
  const files =
    writer === undefined || parameters === undefined ? undefined : new ResultFiles(writer, parameters, run, objects);
  const outputs = new Outputs(writer?.WriterConfig?.Transformation ?? 'COMPACT');
  const failures = new FailureCount(items.total, toleranceOf(state, scope));
  try {
    await runChildren(
      work(state, input, items, visit),
      concurrencyOf(state, scope),
      run,
      failures,
      visit,
      (index, child) => {
        if (files === undefined) outputs.add(index, child);
        else files.add(child);
      },
    );
  } catch (error) {
    if (!visit.signal.aborted) await files?.write();
    throw error;
  }
  return files === undefined ? outputs.result() : files.write();
}

function work(state: MapState, input: Json, items: Items, visit: Visit): Iterable<Batch> {
  const selected = selection(state, input, items, visit);
  const scope = scopeOf(visit, input);
  const limits = batchLimitsOf(state, scope);
  if (limits === undefined) return singly(selected);
  const batchInput = state.ItemBatcher?.BatchInput;
  return batches(selected, limits, batchInput && requirePayload(fillTemplate(batchInput, scope)));
}

/** Items as ItemSelector makes them; without one, a member of an object is its key and its value. */
function* selection(state: MapState, input: Json, { all, source }: Items, visit: Visit): Generator<Json> {
  let index = 0;
  for (const { key, value } of all) {
    const mapItem = { Index: index++, Value: value, Source: source, ...(key !== undefined && { Key: key }) };
    if (state.ItemSelector !== undefined) {
      yield requirePayload(fillTemplate(state.ItemSelector, scopeOf({ ...visit, mapItem }, input)));
    } else {
      yield key === undefined ? value : { Key: key, Value: value };
    }
  }
}
