import { Json } from '../json';
import { Random } from '../random';

/** One of the `States.…` functions. */
export interface IntrinsicFunction {
  /** Least and greatest number of arguments. */
  readonly arity: readonly [least: number, greatest: number];
  /** @throws ArgumentProblem when an argument is not what the function takes */
  apply(args: readonly Json[], random: Random): Json;
}

/** An argument has the wrong type or is out of range; the evaluator adds which call it was. */
export class ArgumentProblem extends Error {}

export type IntrinsicTable = Readonly<Record<string, IntrinsicFunction>>;
