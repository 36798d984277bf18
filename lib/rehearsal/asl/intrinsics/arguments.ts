import { Json, JsonObject, isJsonArray, isJsonObject } from '../json';
import { ArgumentProblem } from './intrinsic-function';

type Arguments = readonly Json[];

export function arrayAt(args: Arguments, index: number): readonly Json[] {
  const value = args[index];
  if (isJsonArray(value)) return value;
  throw wrongType(index, 'an array', value);
}

export function objectAt(args: Arguments, index: number): JsonObject {
  const value = args[index];
  if (isJsonObject(value)) return value;
  throw wrongType(index, 'an object', value);
}

export function stringAt(args: Arguments, index: number): string {
  const value = args[index];
  if (typeof value === 'string') return value;
  throw wrongType(index, 'a string', value);
}

/** The nearest integer: the developer guide says of every numeric argument that it is rounded. */
export function integerAt(args: Arguments, index: number): number {
  const value = args[index];
  if (typeof value !== 'number') throw wrongType(index, 'a number', value);
  return Math.round(value);
}

/** Any value: the evaluator has checked the number of arguments. */
export function valueAt(args: Arguments, index: number): Json {
  const value = args[index];
  if (value === undefined) throw new ArgumentProblem(`argument ${index + 1} is missing`);
  return value;
}

export function requireLength(name: string, length: number, greatest: number): void {
  if (length > greatest) throw new ArgumentProblem(`${name} must have at most ${greatest} items, got ${length}`);
}

function wrongType(index: number, expected: string, value: Json | undefined): ArgumentProblem {
  return new ArgumentProblem(`argument ${index + 1} must be ${expected}, got ${JSON.stringify(value) ?? 'nothing'}`);
}
