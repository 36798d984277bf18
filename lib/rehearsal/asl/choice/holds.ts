import { Scope, read, readRequired } from '../intrinsics/evaluate';
import { Json } from '../json';
import { Condition } from './condition';

/**
 * Whether a condition is true of the data. And and Or stop at the first condition that decides, so that an IsPresent in front
 * protects what follows.
 * @throws StateFailure States.Runtime when a variable other than IsPresent's selects nothing
 */
export function holds(condition: Condition, scope: Scope): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.conditions.every((each) => holds(each, scope));
    case 'or':
      return condition.conditions.some((each) => holds(each, scope));
    case 'not':
      return !holds(condition.condition, scope);
    case 'presence':
      return (read(condition.variable, scope) !== undefined) === condition.expected;
    case 'type':
      return condition.matches(readRequired(condition.variable, scope, 'Variable')) === condition.expected;
    case 'comparison': {
      const value = readRequired(condition.variable, scope, 'Variable');
      return condition.compare(value, operandOf(condition, scope));
    }
  }
}

function operandOf({ operand, operator }: Extract<Condition, { kind: 'comparison' }>, scope: Scope): Json {
  return operand.kind === 'value' ? operand.value : readRequired(operand.path, scope, operator);
}
