import { requirePayload } from '../../execution/data-flow';
import { Json, jsonBytes } from '../../json';

/** The most that one child execution gets. */
export interface BatchLimits {
  readonly items: number;
  /** Of the whole input of the child, BatchInput included. */
  readonly bytes: number;
}

/** Input of a child execution, and how many items are in it. */
export interface Batch {
  readonly input: Json;
  readonly items: number;
}

/** Each item by itself. @throws StateFailure States.DataLimitExceeded for an item that is too large for an input */
export function* singly(items: Iterable<Json>): Generator<Batch> {
  for (const item of items) yield { input: requirePayload(item), items: 1 };
}

/**
 * As many items together as fit. An item that by itself is larger than MaxInputBytesPerBatch goes alone, one that is too large
 * for any input fails the Map with States.DataLimitExceeded (inference: the developer guide says neither).
 */
export function* batches(items: Iterable<Json>, limits: BatchLimits, batchInput: Json | undefined): Generator<Batch> {
  const inputOf = (members: readonly Json[]): Json => ({
    ...(batchInput !== undefined && { BatchInput: batchInput }),
    Items: members,
  });
  const frame = jsonBytes(inputOf([]));
  let members: Json[] = [];
  let bytes = frame;
  for (const item of items) {
    const size = jsonBytes(item);
    const isFull = members.length === limits.items || bytes + 1 + size > limits.bytes; // the comma before it
    if (members.length > 0 && isFull) {
      yield { input: requirePayload(inputOf(members)), items: members.length };
      members = [];
      bytes = frame;
    }
    bytes += size + (members.length === 0 ? 0 : 1);
    members.push(item);
  }
  if (members.length > 0) yield { input: requirePayload(inputOf(members)), items: members.length };
}
