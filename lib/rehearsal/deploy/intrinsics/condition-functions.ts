import { DeployError } from '../deploy-error';
import { Scope } from './scope';

type ConditionFunction = (argument: unknown, scope: Scope, inner: (value: unknown) => unknown) => boolean;

/** Functions that answer true or false, by name. Operands of `And` and `Or` are evaluated in order and only as needed. */
export const CONDITION_FUNCTIONS: Readonly<Record<string, ConditionFunction>> = {
  Condition: (argument, scope) => scope.condition(String(argument)),
  'Fn::And': (argument, _scope, inner) => operands('Fn::And', argument, 2, 10).every((each) => truth(inner(each))),
  'Fn::Or': (argument, _scope, inner) => operands('Fn::Or', argument, 2, 10).some((each) => truth(inner(each))),
  'Fn::Not': (argument, _scope, inner) => !truth(inner(operands('Fn::Not', argument, 1, 1)[0])),
  'Fn::Equals': (argument, _scope, inner) => {
    const [left, right] = operands('Fn::Equals', argument, 2, 2).map(inner);
    return textOf(left) === textOf(right);
  },
};

/** `And` and `Or` take 2 to 10 conditions (CloudFormation reference). */
function operands(name: string, argument: unknown, fewest: number, most: number): readonly unknown[] {
  if (Array.isArray(argument) && argument.length >= fewest && argument.length <= most) return argument;
  const count = fewest === most ? `${fewest}` : `${fewest} to ${most}`;
  throw new DeployError(`${name} takes a list of ${count}, got ${JSON.stringify(argument)}`);
}

function truth(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new DeployError(`a condition must be true or false, got ${JSON.stringify(value)}`);
}

/** CloudFormation compares values as text: parameters are text whatever their type. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
