import { StateFailure, StatesError } from '../failure';
import { Json, isJsonArray, isJsonObject, member } from '../json';
import { Path, Segment } from './path';

/**
 * A copy of `target` with `value` at a reference path; missing objects on the way are made, nothing shared is changed.
 * @throws StateFailure States.ResultPathMatchFailure when the path runs through a value that is no object, or an index that
 * does not exist
 */
export function writePath(path: Path, target: Json, value: Json): Json {
  return writeAt(path, 0, target, value);
}

function writeAt(path: Path, depth: number, node: Json | undefined, value: Json): Json {
  const segment = path.segments[depth];
  if (segment === undefined) return value;
  const key = onlyKey(segment);
  if (typeof key === 'string') {
    const object = node === undefined ? {} : node;
    if (!isJsonObject(object)) throw mismatch(path, 'an object', object);
    return { ...object, [key]: writeAt(path, depth + 1, member(object, key), value) };
  }
  if (!isJsonArray(node) || node.at(key) === undefined) throw mismatch(path, `an array with index ${key}`, node);
  const index = key < 0 ? node.length + key : key;
  return node.map((item, at) => (at === index ? writeAt(path, depth + 1, item, value) : item));
}

function onlyKey(segment: Segment): string | number {
  const key = segment.kind === 'names' ? segment.names[0] : segment.kind === 'indices' ? segment.indices[0] : undefined;
  if (key === undefined) throw new TypeError(`a reference path has no ${segment.kind}`);
  return key;
}

function mismatch(path: Path, expected: string, found: Json | undefined): StateFailure {
  return new StateFailure(
    StatesError.RESULT_PATH_MATCH_FAILURE,
    `unable to apply ResultPath '${path.text}' to the input: expected ${expected}, found ${JSON.stringify(found) ?? 'nothing'}`,
  );
}
