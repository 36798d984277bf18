import { AwsError } from '../service';

/** An attribute value in DynamoDB's own notation, for example `{ S: 'text' }` or `{ N: '1' }`. */
export type AttributeValue = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, AttributeValue>>;

/** 400 KB for names and values together (DynamoDB service quotas). */
const MAX_ITEM_BYTES = 400 * 1024;
/** A list or map costs 3 bytes, and 1 for each element ("DynamoDB item sizes and formats"). */
const CONTAINER_BYTES = 3;

const TYPES = ['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS'];

/** The one type of an attribute value. Throws ValidationException when it has none or several. */
export function typeOf(value: AttributeValue): string {
  const types = Object.keys(value ?? {}).filter((type) => TYPES.includes(type) && value[type] !== undefined);
  if (types.length !== 1) {
    throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
  return types[0] ?? '';
}

/** Throws ValidationException unless all values are well formed and the item is at most 400 KB. */
export function validateItem(item: Item): void {
  if (itemSize(item) > MAX_ITEM_BYTES) throw invalid('Item size has exceeded the maximum allowed size');
}

/** Bytes that an item occupies: names and values. */
export function itemSize(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + utf8(name) + sizeOf(value), 0);
}

function sizeOf(value: AttributeValue): number {
  const type = typeOf(value);
  const content = value[type];
  switch (type) {
    case 'S':
      return utf8(text(content, type));
    case 'N':
      return numberSize(text(content, type));
    case 'B':
      return binarySize(content);
    case 'BOOL':
    case 'NULL':
      return 1;
    case 'L':
      return list(content).reduce<number>((sum, one) => sum + 1 + sizeOf(one as AttributeValue), CONTAINER_BYTES);
    case 'M':
      return Object.entries(content as Item).reduce(
        (sum, [name, one]) => sum + 1 + utf8(name) + sizeOf(one),
        CONTAINER_BYTES,
      );
    default:
      return set(content).reduce<number>((sum, one) => sum + sizeOf({ [type.charAt(0)]: one }), 0);
  }
}

/** One byte for two digits, one for the exponent, one for a minus. */
function numberSize(digits: string): number {
  if (!/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(digits)) {
    throw invalid(`The parameter cannot be converted to a numeric value: ${digits}`);
  }
  const significant = digits.replace(/e.*$/i, '').replace(/[^\d]/g, '').replace(/^0+/, '');
  if (significant.replace(/0+$/, '').length > 38) {
    throw invalid('Attempting to store more than 38 significant digits in a Number');
  }
  return Math.ceil(significant.length / 2) + 1 + (digits.trim().startsWith('-') ? 1 : 0);
}

/** Over the wire bytes are base64, from inside the process they may be raw. */
function binarySize(content: unknown): number {
  return content instanceof Uint8Array ? content.byteLength : Buffer.from(text(content, 'B'), 'base64').byteLength;
}

function list(content: unknown): readonly unknown[] {
  if (!Array.isArray(content)) throw invalid('an attribute value of type L must be a list');
  return content;
}

function set(content: unknown): readonly unknown[] {
  const members = list(content);
  if (members.length === 0) throw invalid('One or more parameter values were invalid: a set may not be empty');
  return members;
}

function text(content: unknown, type: string): string {
  if (typeof content !== 'string') throw new AwsError('SerializationException', `${type} value must be a string`);
  return content;
}

function utf8(value: string): number {
  return Buffer.byteLength(value, 'utf8');
}

/** A request that breaks DynamoDB's rules. */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
