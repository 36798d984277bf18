import { runtimeFailure } from '../failure';
import { Json } from '../json';
import { Path } from '../paths/path';
import { readPath } from '../paths/read-path';
import { Random } from '../random';
import { Expression } from './expression';
import { ArgumentProblem } from './intrinsic-function';

/** What paths and functions are evaluated against. */
export interface Scope {
  /** Behind `$`. */
  readonly data: Json;
  /** Behind `$$`. */
  readonly context: Json;
  readonly random: Random;
}

/** @throws StateFailure States.Runtime when a path selects nothing or a function refuses its arguments */
export function evaluate(expression: Expression, scope: Scope, field: string): Json {
  switch (expression.kind) {
    case 'path':
      return readRequired(expression.path, scope, field);
    case 'literal':
      return expression.value;
    case 'call':
      return call(expression, scope, field);
  }
}

/** The selected data; undefined when a definite path selects nothing. */
export function read(path: Path, scope: Scope): Json | undefined {
  return readPath(path, path.root === 'context' ? scope.context : scope.data);
}

export function readRequired(path: Path, scope: Scope, field: string): Json {
  const value = read(path, scope);
  if (value !== undefined) return value;
  const source = path.root === 'context' ? 'context object' : `input ${JSON.stringify(scope.data)}`;
  throw runtimeFailure(`the JSONPath '${path.text}' of the field '${field}' could not be found in the ${source}`);
}

function call(expression: Extract<Expression, { kind: 'call' }>, scope: Scope, field: string): Json {
  const args = expression.args.map((arg, index) => {
    const isTemplate = expression.name === 'States.Format' && index === 0 && arg.kind === 'literal';
    return isTemplate ? (arg.raw ?? arg.value) : evaluate(arg, scope, field); // Format reads the escapes itself
  });
  try {
    return expression.function.apply(args, scope.random);
  } catch (error) {
    if (error instanceof ArgumentProblem)
      throw runtimeFailure(`the function '${expression.text}' failed: ${error.message}`);
    throw error;
  }
}
