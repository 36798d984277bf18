import { expressionNotEmulated, invalidExpression } from './error';
import { FUNCTIONS, NOT_EMULATED } from './functions';
import { applyOperator, mapValue } from './operators';
import { Expression } from './parser';
import { array, Grid, scalar, Value } from './value';

/** What an expression is evaluated in. */
export interface Scope {
  /** Text of the whole expression, for messages. */
  readonly text: string;
  readonly grid: Grid;
  lookup(id: string): Value;
}

/** Computes an expression. Wrong types are a ValidationError, so evaluating over empty series checks an expression. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'number':
      return scalar(expression.value);
    case 'id':
      return scope.lookup(expression.id);
    case 'negate':
      return mapValue(evaluate(expression.operand, scope), (value) => -value);
    case 'binary':
      return evaluateBinary(expression, scope);
    case 'call':
      return evaluateCall(expression, scope);
    case 'list':
      return array(expression.items.flatMap((item) => seriesOf(evaluate(item, scope), scope)));
  }
}

function evaluateBinary(expression: Extract<Expression, { kind: 'binary' }>, scope: Scope): Value {
  const { operator } = expression;
  const value = applyOperator(operator, evaluate(expression.left, scope), evaluate(expression.right, scope));
  if (value === undefined) throw invalidExpression(scope.text, `'${operator}' can't combine two arrays of time series`);
  return value;
}

function evaluateCall({ name, args }: Extract<Expression, { kind: 'call' }>, scope: Scope): Value {
  const compute = FUNCTIONS.get(name);
  if (compute === undefined) {
    if (NOT_EMULATED.has(name)) throw expressionNotEmulated(scope.text, `${name}()`);
    throw invalidExpression(scope.text, `unsupported function ${name}`);
  }
  const value = compute(
    args.map((arg) => evaluate(arg, scope)),
    scope.grid,
  );
  if (typeof value === 'string') throw invalidExpression(scope.text, `${name} ${value}`);
  return value;
}

function seriesOf(value: Value, scope: Scope) {
  switch (value.kind) {
    case 'scalar':
      throw invalidExpression(scope.text, 'an array holds time series, got a number');
    case 'series':
      return [value.points];
    case 'array':
      return value.series;
  }
}
