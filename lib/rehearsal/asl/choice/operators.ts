import { Json } from '../json';
import { parseTimestamp } from '../timestamp';
import { Comparison } from './condition';

/** An operator that compares the variable with an operand; every one but StringMatches has a `…Path` variant. */
export interface ComparisonOperator {
  readonly operandRule: string;
  readonly acceptsOperand: (operand: Json) => boolean;
  readonly compare: Comparison;
  readonly hasPathVariant: boolean;
}

type Ordered = string | number;
type Order = (value: Ordered, operand: Ordered) => boolean;

const ORDERS: Readonly<Record<string, Order>> = {
  Equals: (value, operand) => value === operand,
  LessThan: (value, operand) => value < operand,
  LessThanEquals: (value, operand) => value <= operand,
  GreaterThan: (value, operand) => value > operand,
  GreaterThanEquals: (value, operand) => value >= operand,
};

/** Reads a value as the operator's type; undefined when it has another. */
type Reading = (value: Json) => Ordered | undefined;

const asString: Reading = (value) => (typeof value === 'string' ? value : undefined);
const asNumber: Reading = (value) => (typeof value === 'number' ? value : undefined);
const asTime: Reading = (value) => (typeof value === 'string' ? parseTimestamp(value) : undefined);

export const COMPARISONS: ReadonlyMap<string, ComparisonOperator> = new Map([
  ...orderedOperators('String', 'a string', asString),
  ...orderedOperators('Numeric', 'a number', asNumber),
  ...orderedOperators('Timestamp', 'an RFC 3339 timestamp', asTime),
  [
    'BooleanEquals',
    {
      operandRule: 'true or false',
      acceptsOperand: isBoolean,
      compare: (value: Json, operand: Json) => isBoolean(value) && value === operand,
      hasPathVariant: true,
    },
  ],
  [
    'StringMatches',
    {
      operandRule: 'a string',
      acceptsOperand: (operand: Json) => typeof operand === 'string',
      compare: (value: Json, operand: Json) =>
        typeof value === 'string' && typeof operand === 'string' && matchesWildcards(value, operand),
      hasPathVariant: false,
    },
  ],
]);

/** Operators that ask for a type and take `true` or `false`. IsPresent is not among them: it may look at nothing. */
export const TYPE_TESTS: ReadonlyMap<string, (value: Json) => boolean> = new Map([
  ['IsNull', (value: Json) => value === null],
  ['IsString', (value: Json) => typeof value === 'string'],
  ['IsNumeric', (value: Json) => typeof value === 'number'],
  ['IsBoolean', isBoolean],
  ['IsTimestamp', (value: Json) => asTime(value) !== undefined],
]);

function orderedOperators(type: string, operandRule: string, read: Reading): [string, ComparisonOperator][] {
  return Object.entries(ORDERS).map(([suffix, order]) => [
    `${type}${suffix}`,
    {
      operandRule,
      acceptsOperand: (operand) => read(operand) !== undefined,
      compare: (value, operand) => {
        const [left, right] = [read(value), read(operand)];
        return left !== undefined && right !== undefined && order(left, right);
      },
      hasPathVariant: true,
    },
  ]);
}

function isBoolean(value: Json): boolean {
  return typeof value === 'boolean';
}

/** `*` stands for any characters, also none; a backslash takes the next character as it is. */
function matchesWildcards(text: string, pattern: string): boolean {
  const source = pattern.replace(/\\(.)|([^])/gs, (_, escaped: string | undefined, plain: string) =>
    escaped === undefined && plain === '*' ? '.*' : literally(escaped ?? plain),
  );
  return new RegExp(`^${source}$`, 's').test(text);
}

function literally(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, '\\$&');
}
