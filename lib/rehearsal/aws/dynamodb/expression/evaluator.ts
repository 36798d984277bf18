import { AttributeValue, invalid, Item, typeOf } from '../item';
import { Comparator, Expression, FunctionName, Operand, Path } from './parser';

/** Whether an item (undefined: no such item) satisfies an expression. */
export function satisfies(item: Item | undefined, expression: Expression): boolean {
  switch (expression.kind) {
    case 'and':
      return satisfies(item, expression.left) && satisfies(item, expression.right);
    case 'or':
      return satisfies(item, expression.left) || satisfies(item, expression.right);
    case 'not':
      return !satisfies(item, expression.expression);
    case 'compare':
      return compare(expression.comparator, resolve(item, expression.left), resolve(item, expression.right));
    case 'between':
      return (
        compare('>=', resolve(item, expression.operand), resolve(item, expression.low)) &&
        compare('<=', resolve(item, expression.operand), resolve(item, expression.high))
      );
    case 'in':
      return expression.candidates.some((candidate) =>
        compare('=', resolve(item, expression.operand), resolve(item, candidate)),
      );
    case 'call':
      return call(
        expression.name,
        at(item, expression.path),
        expression.argument && resolve(item, expression.argument),
      );
    default:
      throw new Error(`unknown expression ${JSON.stringify(expression satisfies never)}`);
  }
}

/** Order of two values of one ordered type: negative, 0 or positive; undefined when they can't be ordered. */
export function order(one: AttributeValue, other: AttributeValue): number | undefined {
  const type = typeOf(one);
  if (type !== typeOf(other)) return undefined;
  if (type === 'N') return Number(one.N) - Number(other.N); // double precision: exact up to 2^53
  if (type === 'S') return Buffer.compare(Buffer.from(one.S as string), Buffer.from(other.S as string));
  if (type === 'B') return Buffer.compare(bytes(one), bytes(other));
  return undefined;
}

function resolve(item: Item | undefined, operand: Operand): AttributeValue | undefined {
  switch (operand.kind) {
    case 'value':
      return operand.value;
    case 'path':
      return at(item, operand.path);
    case 'size': {
      const value = at(item, operand.path);
      return value === undefined ? undefined : { N: String(sizeOfValue(value)) };
    }
    default:
      throw new Error(`unknown operand ${JSON.stringify(operand satisfies never)}`);
  }
}

function at(item: Item | undefined, path: Path): AttributeValue | undefined {
  let value: AttributeValue | undefined = item === undefined ? undefined : { M: item };
  for (const step of path) {
    const container: unknown = typeof step === 'number' ? value?.L : value?.M;
    value = (container as Record<string | number, AttributeValue> | undefined)?.[step];
  }
  return value;
}

/** A comparison with an absent attribute is false, except `<>`. */
function compare(comparator: Comparator, left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  if (left === undefined || right === undefined) return comparator === '<>' && left !== right;
  if (comparator === '=') return equal(left, right);
  if (comparator === '<>') return !equal(left, right);
  const difference = order(left, right);
  if (difference === undefined) return false;
  switch (comparator) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    default:
      throw new Error(`unknown comparator ${String(comparator satisfies never)}`);
  }
}

function equal(left: AttributeValue, right: AttributeValue): boolean {
  const difference = order(left, right);
  return difference !== undefined ? difference === 0 : canonical(left) === canonical(right);
}

/** Sets have no order, and neither have the members of a map. */
function canonical(value: AttributeValue): string {
  return JSON.stringify(value, (key, content: unknown) => {
    if (Array.isArray(content)) return key.endsWith('S') ? [...(content as string[])].sort() : content;
    if (typeof content !== 'object' || content === null) return content;
    return Object.fromEntries(Object.entries(content).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

function call(name: FunctionName, value: AttributeValue | undefined, argument: AttributeValue | undefined): boolean {
  switch (name) {
    case 'attribute_exists':
      return value !== undefined;
    case 'attribute_not_exists':
      return value === undefined;
    case 'attribute_type':
      return value !== undefined && typeOf(value) === argument?.S;
    case 'begins_with':
      return typeof value?.S === 'string' && value.S.startsWith(prefixOf(argument));
    case 'contains':
      return value !== undefined && argument !== undefined && contains(value, argument);
    default:
      throw new Error(`unknown function ${String(name satisfies never)}`);
  }
}

function prefixOf(argument: AttributeValue | undefined): string {
  if (typeof argument?.S === 'string') return argument.S;
  throw invalid(
    'Invalid expression: Incorrect operand type for operator or function; operator or function: begins_with',
  );
}

function contains(value: AttributeValue, wanted: AttributeValue): boolean {
  if (typeof value.S === 'string') return typeof wanted.S === 'string' && value.S.includes(wanted.S);
  if (Array.isArray(value.L)) return value.L.some((one: AttributeValue) => equal(one, wanted));
  const members = value.SS ?? value.NS ?? value.BS;
  return Array.isArray(members) && members.includes(wanted.S ?? wanted.N ?? wanted.B);
}

function sizeOfValue(value: AttributeValue): number {
  const content = value[typeOf(value)];
  if (typeof content === 'string') return Buffer.byteLength(content);
  return Object.keys(content as object).length;
}

function bytes(value: AttributeValue): Buffer {
  return value.B instanceof Uint8Array ? Buffer.from(value.B) : Buffer.from(value.B as string, 'base64');
}
