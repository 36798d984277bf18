import { LARGEST_BATCH_BYTES } from '../../definition/distributed-map';
import { MapState } from '../../definition/state-machine';
import { runtimeFailure } from '../../failure';
import { Scope, readRequired } from '../../intrinsics/evaluate';
import { Path } from '../../paths/path';
import { integerAt } from '../integer';
import { BatchLimits } from './batches';
import { Tolerance } from './tolerance';

/** Child executions of a Map Run that run at the same time (developer guide, "Distributed mode"). */
const MOST_CONCURRENT_CHILDREN = 10_000;

/** Child executions that may run at the same time; 0 stands for no limit of the state's own. */
export function concurrencyOf(state: MapState, scope: Scope, most = MOST_CONCURRENT_CHILDREN): number {
  const { MaxConcurrency, MaxConcurrencyPath } = state;
  const own = given(MaxConcurrency, MaxConcurrencyPath, (path) => integerAt(path, scope, 'MaxConcurrencyPath', 0)) ?? 0;
  return own === 0 ? most : Math.min(own, most);
}

/** Undefined without ItemBatcher: each item is the input of an execution of its own. */
export function batchLimitsOf({ ItemBatcher: batcher }: MapState, scope: Scope): BatchLimits | undefined {
  if (batcher === undefined) return undefined;
  const { MaxItemsPerBatch, MaxItemsPerBatchPath, MaxInputBytesPerBatch, MaxInputBytesPerBatchPath } = batcher;
  const items = given(MaxItemsPerBatch, MaxItemsPerBatchPath, (path) =>
    integerAt(path, scope, 'MaxItemsPerBatchPath', 1),
  );
  const bytes = given(MaxInputBytesPerBatch, MaxInputBytesPerBatchPath, (path) =>
    integerAt(path, scope, 'MaxInputBytesPerBatchPath', 1),
  );
  return { items: items ?? Infinity, bytes: Math.min(bytes ?? LARGEST_BATCH_BYTES, LARGEST_BATCH_BYTES) };
}

export function toleranceOf(state: MapState, scope: Scope): Tolerance {
  const count = given(state.ToleratedFailureCount, state.ToleratedFailureCountPath, (path) =>
    integerAt(path, scope, 'ToleratedFailureCountPath', 0),
  );
  const percentage = given(state.ToleratedFailurePercentage, state.ToleratedFailurePercentagePath, (path) =>
    percentageAt(path, scope),
  );
  return { ...(count !== undefined && { count }), ...(percentage !== undefined && { percentage }) };
}

function given(fixed: number | undefined, path: Path | undefined, read: (path: Path) => number): number | undefined {
  return path === undefined ? fixed : read(path);
}

function percentageAt(path: Path, scope: Scope): number {
  const value = readRequired(path, scope, 'ToleratedFailurePercentagePath');
  if (typeof value === 'number' && value >= 0 && value <= 100) return value;
  throw runtimeFailure(`ToleratedFailurePercentagePath must give a number of 0 to 100, got ${JSON.stringify(value)}`);
}
