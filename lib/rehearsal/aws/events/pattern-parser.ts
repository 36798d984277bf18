import { AwsError } from '../service';
import { isObject, PatternObject } from './pattern';
import { NUMERIC_OPERATORS } from './value-matcher';

/** Longest pattern, characters (EventBridge quotas). */
const MAX_LENGTH = 2048;

/** Operators that EventBridge knows and the emulator doesn't. */
const NOT_EMULATED: readonly string[] = ['cidr', 'wildcard'];

/** Reads an event pattern's JSON text; throws InvalidEventPatternException as EventBridge does. */
export function parsePattern(text: string): PatternObject {
  if (text.length > MAX_LENGTH) throw invalid(`pattern has ${text.length} characters, limit ${MAX_LENGTH}`);
  const parsed = parseJson(text);
  checkObject(parsed, '');
  return parsed as PatternObject;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`pattern is not JSON: ${(error as Error).message}`);
  }
}

function checkObject(pattern: unknown, path: string): void {
  if (!isObject(pattern)) throw invalid(`${path === '' ? 'pattern' : path} must be an object or an array`);
  if (Object.keys(pattern).length === 0) throw invalid(`${path === '' ? 'pattern' : path} must not be empty`);
  for (const [field, wanted] of Object.entries(pattern))
    checkField(field, wanted, path === '' ? field : `${path}.${field}`);
}

function checkField(field: string, wanted: unknown, path: string): void {
  if (!Array.isArray(wanted)) return checkObject(wanted, path);
  if (wanted.length === 0) throw invalid(`${path} must not be an empty array`);
  if (field === '$or') return wanted.forEach((alternative, index) => checkObject(alternative, `${path}[${index}]`));
  for (const matcher of wanted) checkMatcher(matcher, path);
}

function checkMatcher(matcher: unknown, path: string): void {
  if (Array.isArray(matcher)) throw invalid(`${path} must not hold an array in an array`);
  if (!isObject(matcher)) return; // a text, number, boolean or null is matched exactly
  const [[operator, operand] = ['', undefined], ...more] = Object.entries(matcher);
  if (more.length > 0)
    throw invalid(`${path} must have one operator in a matcher, got ${Object.keys(matcher).join(', ')}`);
  checkOperand(operator, operand, path);
}

function checkOperand(operator: string, operand: unknown, path: string): void {
  if (NOT_EMULATED.includes(operator)) {
    throw new AwsError('NotImplemented', `event pattern operator ${operator} at ${path} is not emulated`, 501);
  }
  switch (operator) {
    case 'prefix':
    case 'suffix':
      if (isObject(operand)) throw new AwsError('NotImplemented', `${operator} ignoring case is not emulated`, 501);
      return ensure(typeof operand === 'string', `${path}: ${operator} takes a text`);
    case 'equals-ignore-case':
      return ensure(typeof operand === 'string', `${path}: ${operator} takes a text`);
    case 'exists':
      return ensure(typeof operand === 'boolean', `${path}: exists takes true or false`);
    case 'numeric':
      return ensure(
        isComparison(operand),
        `${path}: numeric takes pairs of ${NUMERIC_OPERATORS.join(' ')} and a number`,
      );
    case 'anything-but':
      return checkAnythingBut(operand, path);
    default:
      throw invalid(`unrecognized match type ${operator} at ${path}`);
  }
}

function checkAnythingBut(operand: unknown, path: string): void {
  if (isObject(operand)) return checkMatcher(operand, path);
  const values: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  const valid = values.length > 0 && values.every((value) => typeof value === 'string' || typeof value === 'number');
  ensure(valid, `${path}: anything-but takes a text, a number, a list of them or one matcher`);
}

function isComparison(operand: unknown): boolean {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length > 4 || operand.length % 2 === 1) return false;
  return operand.every((part: unknown, index) =>
    index % 2 === 0 ? NUMERIC_OPERATORS.includes(String(part)) : typeof part === 'number',
  );
}

function ensure(condition: boolean, message: string): void {
  if (!condition) throw invalid(message);
}

function invalid(reason: string): AwsError {
  return new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
}
