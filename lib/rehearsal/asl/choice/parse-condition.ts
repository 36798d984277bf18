import { Json, JsonObject, isJsonArray, isJsonObject, member } from '../json';
import { SyntaxProblem } from '../paths/path';
import { parseDefinitePath } from '../paths/parse-path';
import { Condition } from './condition';
import { COMPARISONS, ComparisonOperator, TYPE_TESTS } from './operators';

/** A top-level rule: its condition and where it leads. */
export interface ChoiceRule {
  readonly condition: Condition;
  readonly next: string;
}

const PATH_SUFFIX = 'Path';

/** @throws SyntaxProblem */
export function parseChoiceRule(rule: Json): ChoiceRule {
  if (!isJsonObject(rule)) throw new SyntaxProblem('a choice rule must be an object');
  const next = member(rule, 'Next');
  if (typeof next !== 'string') throw new SyntaxProblem('a choice rule needs Next');
  return { condition: parseCondition(without(rule, ['Next'])), next };
}

function parseCondition(rule: Json): Condition {
  if (!isJsonObject(rule)) throw new SyntaxProblem('a condition must be an object');
  const fields = without(rule, ['Comment']);
  const { Variable: variable, ...operators } = fields;
  const [entry, ...more] = Object.entries(operators);
  if (entry === undefined || more.length > 0) {
    throw new SyntaxProblem(
      `a condition needs exactly one operator, got ${Object.keys(operators).join(', ') || 'none'}`,
    );
  }
  const [operator, operand] = entry;
  if (variable === undefined) return parseCombination(operator, operand);
  if (typeof variable !== 'string') throw new SyntaxProblem('Variable must be a path');
  return parseTest(variable, operator, operand);
}

function parseCombination(operator: string, operand: Json): Condition {
  if (operator === 'Not') return { kind: 'not', condition: parseCondition(operand) };
  if (operator !== 'And' && operator !== 'Or') {
    throw new SyntaxProblem(
      isTestOperator(operator) ? `${operator} needs Variable` : `unknown choice operator "${operator}"`,
    );
  }
  if (!isJsonArray(operand) || operand.length === 0)
    throw new SyntaxProblem(`${operator} needs at least one condition`);
  return { kind: operator === 'And' ? 'and' : 'or', conditions: operand.map(parseCondition) };
}

function parseTest(variableText: string, operator: string, operand: Json): Condition {
  const variable = parseDefinitePath(variableText);
  if (operator === 'IsPresent') return { kind: 'presence', variable, expected: booleanOperand(operator, operand) };
  const matches = TYPE_TESTS.get(operator);
  if (matches !== undefined) {
    return { kind: 'type', variable, operator, matches, expected: booleanOperand(operator, operand) };
  }
  const comparison = COMPARISONS.get(operator);
  if (comparison !== undefined) {
    requireOperand(operator, comparison, operand);
    return {
      kind: 'comparison',
      variable,
      operator,
      compare: comparison.compare,
      operand: { kind: 'value', value: operand },
    };
  }
  const withPath = pathVariant(operator);
  if (withPath === undefined) throw new SyntaxProblem(`unknown choice operator "${operator}"`);
  if (typeof operand !== 'string') throw new SyntaxProblem(`${operator} must be a path`);
  return {
    kind: 'comparison',
    variable,
    operator,
    compare: withPath.compare,
    operand: { kind: 'path', path: parseDefinitePath(operand) },
  };
}

function pathVariant(operator: string): ComparisonOperator | undefined {
  if (!operator.endsWith(PATH_SUFFIX)) return undefined;
  const comparison = COMPARISONS.get(operator.slice(0, -PATH_SUFFIX.length));
  return comparison?.hasPathVariant === true ? comparison : undefined;
}

function isTestOperator(operator: string): boolean {
  return (
    operator === 'IsPresent' ||
    TYPE_TESTS.has(operator) ||
    COMPARISONS.has(operator) ||
    pathVariant(operator) !== undefined
  );
}

function booleanOperand(operator: string, operand: Json): boolean {
  if (typeof operand !== 'boolean') throw new SyntaxProblem(`${operator} must be true or false`);
  return operand;
}

function requireOperand(operator: string, { acceptsOperand, operandRule }: ComparisonOperator, operand: Json): void {
  if (acceptsOperand(operand)) return;
  throw new SyntaxProblem(`${operator} must be ${operandRule}, got ${JSON.stringify(operand)}`);
}

function without(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
