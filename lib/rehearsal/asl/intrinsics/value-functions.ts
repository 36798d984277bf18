import { Json } from '../json';
import { Random, seededRandom, uuid } from '../random';
import { integerAt, objectAt, stringAt, valueAt } from './arguments';
import { ArgumentProblem, IntrinsicTable } from './intrinsic-function';

/** States.MathAdd takes and gives 32-bit integers (developer guide, "Intrinsic functions"). */
const SMALLEST_INTEGER = -(2 ** 31);
const GREATEST_INTEGER = 2 ** 31 - 1;

export const VALUE_FUNCTIONS: IntrinsicTable = {
  'States.JsonMerge': {
    arity: [3, 3],
    apply: (args) => {
      if (args[2] !== false) throw new ArgumentProblem('argument 3 must be false: deep merging does not exist');
      return { ...objectAt(args, 0), ...objectAt(args, 1) };
    },
  },
  'States.StringToJson': { arity: [1, 1], apply: (args) => parseJson(stringAt(args, 0)) },
  'States.JsonToString': { arity: [1, 1], apply: (args) => JSON.stringify(valueAt(args, 0)) },
  'States.MathAdd': { arity: [2, 2], apply: (args) => int32(int32(integerAt(args, 0)) + int32(integerAt(args, 1))) },
  'States.MathRandom': {
    arity: [2, 3],
    apply: (args, random) =>
      randomInteger(
        integerAt(args, 0),
        integerAt(args, 1),
        args.length === 3 ? seededRandom(integerAt(args, 2)) : random,
      ),
  },
  'States.UUID': { arity: [0, 0], apply: (_, random) => uuid(random) },
};

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new ArgumentProblem(`"${text}" is not JSON`);
  }
}

function int32(value: number): number {
  if (value >= SMALLEST_INTEGER && value <= GREATEST_INTEGER) return value;
  throw new ArgumentProblem(`${value} is outside ${SMALLEST_INTEGER} to ${GREATEST_INTEGER}`);
}

/** From `start` to below `end`. A given seed makes it repeatable, but not with the numbers that AWS gives. */
function randomInteger(start: number, end: number, random: Random): number {
  if (end <= start) throw new ArgumentProblem(`the end ${end} must be greater than the start ${start}`);
  return start + Math.floor(random() * (end - start));
}
