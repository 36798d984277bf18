import { SyntaxProblem } from '../paths/path';
import { parsePath, parsePathAt } from '../paths/parse-path';
import { TextCursor } from '../paths/text-cursor';
import { ARRAY_FUNCTIONS } from './array-functions';
import { Expression } from './expression';
import { ArgumentProblem, IntrinsicFunction, IntrinsicTable } from './intrinsic-function';
import { TEXT_FUNCTIONS, format } from './text-functions';
import { VALUE_FUNCTIONS } from './value-functions';

/** Most calls in one field (developer guide: "up to 10 intrinsic functions"). */
const MOST_CALLS = 10;

const FUNCTIONS: IntrinsicTable = { ...ARRAY_FUNCTIONS, ...TEXT_FUNCTIONS, ...VALUE_FUNCTIONS };

const FUNCTION_NAME = /States\.\w+/y;
const NUMBER = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;
const ESCAPABLE = "'{}\\";

/** A path or a call of an intrinsic function. @throws SyntaxProblem */
export function parseExpression(text: string): Expression {
  if (text.startsWith('$')) return { kind: 'path', path: parsePath(text) };
  const cursor = new TextCursor(text);
  const call = parseCall(cursor);
  if (!cursor.atEnd) throw cursor.problem('expected the end of the expression');
  const calls = countCalls(call);
  if (calls > MOST_CALLS)
    throw new SyntaxProblem(`at most ${MOST_CALLS} functions may stand in one field, got ${calls}`);
  return call;
}

function parseCall(cursor: TextCursor): Expression {
  const start = cursor.position;
  const name = cursor.match(FUNCTION_NAME);
  if (name === undefined) throw cursor.problem('expected a path or an intrinsic function');
  const definition = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (definition === undefined) throw new SyntaxProblem(`there is no intrinsic function "${name}"`);
  const args = parseArguments(cursor);
  requireArity(name, definition, args.length);
  if (name === 'States.Format') checkTemplate(args);
  return { kind: 'call', text: cursor.textSince(start), name, function: definition, args };
}

function parseArguments(cursor: TextCursor): Expression[] {
  if (!cursor.take('(')) throw cursor.problem('expected "("');
  const args: Expression[] = [];
  cursor.skipSpace();
  if (cursor.take(')')) return args;
  for (;;) {
    cursor.skipSpace();
    args.push(parseArgument(cursor));
    cursor.skipSpace();
    if (cursor.take(')')) return args;
    if (!cursor.take(',')) throw cursor.problem('expected "," or ")"');
  }
}

function parseArgument(cursor: TextCursor): Expression {
  if (cursor.peek('$')) return { kind: 'path', path: parsePathAt(cursor) };
  if (cursor.peek("'")) return parseString(cursor);
  if (cursor.take('true')) return { kind: 'literal', value: true };
  if (cursor.take('false')) return { kind: 'literal', value: false };
  if (cursor.take('null')) return { kind: 'literal', value: null };
  const number = cursor.match(NUMBER);
  return number === undefined ? parseCall(cursor) : { kind: 'literal', value: Number(number) };
}

function parseString(cursor: TextCursor): Expression {
  cursor.take("'");
  const start = cursor.position;
  let value = '';
  while (!cursor.peek("'")) value += cursor.take('\\') ? escaped(cursor) : cursor.next();
  const raw = cursor.textSince(start);
  cursor.take("'");
  return { kind: 'literal', value, raw };
}

function escaped(cursor: TextCursor): string {
  const character = cursor.next();
  if (ESCAPABLE.includes(character)) return character;
  throw cursor.problem(`a backslash may stand before ' { } and \\ only, got "\\${character}"`);
}

function requireArity(name: string, { arity: [least, greatest] }: IntrinsicFunction, count: number): void {
  if (count >= least && count <= greatest) return;
  const range =
    least === greatest ? String(least) : greatest === Infinity ? `${least} or more` : `${least} to ${greatest}`;
  throw new SyntaxProblem(`${name} takes ${range} arguments, got ${count}`);
}

/** A literal template that can't work with its number of values would fail every time: refused before the start. */
function checkTemplate([template, ...values]: readonly Expression[]): void {
  if (template?.kind !== 'literal' || template.raw === undefined) return;
  try {
    format(
      template.raw,
      values.map(() => ''),
    );
  } catch (error) {
    if (error instanceof ArgumentProblem) throw new SyntaxProblem(`States.Format: ${error.message}`);
    throw error;
  }
}

function countCalls(expression: Expression): number {
  if (expression.kind !== 'call') return 0;
  return expression.args.reduce((sum, arg) => sum + countCalls(arg), 1);
}
