import { createHash } from 'node:crypto';
import { Json, isJsonArray, isJsonObject } from '../json';
import { requireLength, stringAt, valueAt } from './arguments';
import { ArgumentProblem, IntrinsicTable } from './intrinsic-function';

/** Most characters that encoding, decoding and hashing take (developer guide, "Intrinsic functions"). */
const LONGEST_TEXT = 10_000;

const HASHES = ['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];

export const TEXT_FUNCTIONS: IntrinsicTable = {
  'States.Format': { arity: [1, Infinity], apply: (args) => format(stringAt(args, 0), args.slice(1)) },
  'States.StringSplit': { arity: [2, 2], apply: (args) => split(stringAt(args, 0), stringAt(args, 1)) },
  'States.Base64Encode': {
    arity: [1, 1],
    apply: (args) => Buffer.from(boundedTextAt(args, 0), 'utf8').toString('base64'),
  },
  'States.Base64Decode': { arity: [1, 1], apply: (args) => decodeBase64(boundedTextAt(args, 0)) },
  'States.Hash': { arity: [2, 2], apply: (args) => hash(valueAt(args, 0), stringAt(args, 1)) },
};

/**
 * Puts the arguments in place of each `{}`. A backslash takes the next character as it is.
 * @throws ArgumentProblem for a lone brace, an array or object, or another number of arguments than places
 */
export function format(template: string, values: readonly Json[]): string {
  let text = '';
  let used = 0;
  for (const [token] of template.matchAll(/\\.|\{\}|[^\\{}]+|[^]/gs)) {
    if (token === '{}') text += printable(values[used++]);
    else if (token.startsWith('\\') && token.length === 2) text += token[1];
    else if ('\\{}'.includes(token)) throw new ArgumentProblem(`a lone "${token}" must be written "\\${token}"`);
    else text += token;
  }
  if (used !== values.length) throw new ArgumentProblem(`${used} places "{}" for ${values.length} values`);
  return text;
}

function printable(value: Json | undefined): string {
  if (value === undefined) throw new ArgumentProblem('more places "{}" than values');
  if (isJsonArray(value) || isJsonObject(value)) {
    throw new ArgumentProblem(
      `arrays and objects can't be formatted, got ${JSON.stringify(value)}; use States.JsonToString`,
    );
  }
  return String(value);
}

/** Every character of `delimiters` divides; empty parts are dropped (memory: as LocalStack's recordings of AWS show). */
function split(text: string, delimiters: string): Json {
  const parts = [''];
  for (const character of text) {
    if (delimiters.includes(character)) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.filter((part) => part !== '');
}

function boundedTextAt(args: readonly Json[], index: number): string {
  const text = stringAt(args, index);
  requireLength('the text', text.length, LONGEST_TEXT);
  return text;
}

function decodeBase64(text: string): string {
  const bytes = Buffer.from(text, 'base64');
  const isCanonical = bytes.toString('base64') === text; // Buffer skips what is not base64, Step Functions refuses it
  if (!isCanonical) throw new ArgumentProblem(`"${text}" is not base64`);
  return bytes.toString('utf8');
}

/** Lower-case hexadecimal. Values that are not strings are hashed as their JSON text (inference). */
function hash(value: Json, algorithm: string): string {
  if (!HASHES.includes(algorithm)) {
    throw new ArgumentProblem(`the algorithm must be one of ${HASHES.join(', ')}, got "${algorithm}"`);
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  requireLength('the text', text.length, LONGEST_TEXT);
  return createHash(algorithm.replace('-', '')).update(text, 'utf8').digest('hex');
}
