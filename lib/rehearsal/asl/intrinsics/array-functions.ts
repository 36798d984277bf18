import { isDeepStrictEqual } from 'node:util';
import { Json } from '../json';
import { arrayAt, integerAt, requireLength, valueAt } from './arguments';
import { ArgumentProblem, IntrinsicTable } from './intrinsic-function';

/** States.ArrayRange makes at most this many items (developer guide, "Intrinsic functions"). */
const LONGEST_RANGE = 1000;

export const ARRAY_FUNCTIONS: IntrinsicTable = {
  'States.Array': { arity: [0, Infinity], apply: (args) => args },
  'States.ArrayPartition': {
    arity: [2, 2],
    apply: (args) => partition(arrayAt(args, 0), integerAt(args, 1)),
  },
  'States.ArrayContains': {
    arity: [2, 2],
    apply: (args) => contains(arrayAt(args, 0), valueAt(args, 1)),
  },
  'States.ArrayRange': {
    arity: [3, 3],
    apply: (args) => range(integerAt(args, 0), integerAt(args, 1), integerAt(args, 2)),
  },
  'States.ArrayGetItem': {
    arity: [2, 2],
    apply: (args) => itemAt(arrayAt(args, 0), integerAt(args, 1)),
  },
  'States.ArrayLength': { arity: [1, 1], apply: (args) => arrayAt(args, 0).length },
  'States.ArrayUnique': {
    arity: [1, 1],
    apply: (args) =>
      arrayAt(args, 0).reduce<Json[]>((seen, item) => (contains(seen, item) ? seen : [...seen, item]), []),
  },
};

function partition(items: readonly Json[], size: number): Json {
  if (size < 1) throw new ArgumentProblem(`the chunk size must be 1 or more, got ${size}`);
  const chunks = Math.ceil(items.length / size);
  return Array.from({ length: chunks }, (_, chunk) => items.slice(chunk * size, (chunk + 1) * size));
}

function contains(items: readonly Json[], value: Json): boolean {
  return items.some((item) => isDeepStrictEqual(item, value));
}

/** Both ends are included. */
function range(first: number, last: number, step: number): Json {
  if (step === 0) throw new ArgumentProblem('the increment must not be 0');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  requireLength('the range', length, LONGEST_RANGE);
  return Array.from({ length }, (_, index) => first + index * step);
}

function itemAt(items: readonly Json[], index: number): Json {
  const item = index < 0 ? undefined : items[index];
  if (item === undefined) throw new ArgumentProblem(`index ${index} is outside the array of ${items.length} items`);
  return item;
}
