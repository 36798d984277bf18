import { Path, Segment, SyntaxProblem, isDefinite } from './path';
import { TextCursor } from './text-cursor';

const NAME = /[\p{L}\p{N}_-]+/uy;
const INTEGER = /-?\d+/y;

/** @throws SyntaxProblem naming the place, also for filter expressions and path functions, which are not rehearsed */
export function parsePath(text: string): Path {
  const cursor = new TextCursor(text);
  const path = parsePathAt(cursor);
  if (!cursor.atEnd) throw cursor.problem('expected ".", "[" or the end of the path');
  return path;
}

/** A path that names exactly one node of the state's data: where ResultPath may write. */
export function parseReferencePath(text: string): Path {
  const path = parsePath(text);
  if (path.root === 'context')
    throw new SyntaxProblem(`"${text}" must start with one "$": the context can't be written`);
  return requireDefinite(path);
}

/** A path, into data or context, that names exactly one node. */
export function parseDefinitePath(text: string): Path {
  return requireDefinite(parsePath(text));
}

function requireDefinite(path: Path): Path {
  if (isDefinite(path)) return path;
  throw new SyntaxProblem(`"${path.text}" must name exactly one node: no wildcard, slice, union or ".."`);
}

/** Reads one path and leaves the cursor behind it, for paths that are arguments of an intrinsic function. */
export function parsePathAt(cursor: TextCursor): Path {
  const start = cursor.position;
  if (!cursor.take('$')) throw cursor.problem('a path starts with "$"');
  const root = cursor.take('$') ? 'context' : 'data';
  const segments: Segment[] = [];
  for (;;) {
    if (cursor.take('..')) segments.push({ kind: 'descend' }, parseDescendant(cursor));
    else if (cursor.take('.')) segments.push(parseMember(cursor));
    else if (cursor.take('[')) segments.push(parseBracket(cursor));
    else return { text: cursor.textSince(start), root, segments };
  }
}

function parseDescendant(cursor: TextCursor): Segment {
  return cursor.take('[') ? parseBracket(cursor) : parseMember(cursor);
}

function parseMember(cursor: TextCursor): Segment {
  if (cursor.take('*')) return { kind: 'wildcard' };
  const name = cursor.match(NAME);
  if (name === undefined) throw cursor.problem('expected a member name or "*"');
  if (cursor.peek('(')) throw cursor.problem(`the path function ${name}() is not rehearsed`);
  return { kind: 'names', names: [name] };
}

function parseBracket(cursor: TextCursor): Segment {
  cursor.skipSpace();
  if (cursor.peek('?') || cursor.peek('(')) {
    throw cursor.problem('filter and script expressions are not rehearsed; select in a function instead');
  }
  const segment = parseSelector(cursor);
  cursor.skipSpace();
  if (!cursor.take(']')) throw cursor.problem('expected "]"');
  return segment;
}

function parseSelector(cursor: TextCursor): Segment {
  if (cursor.take('*')) return { kind: 'wildcard' };
  if (cursor.peek("'") || cursor.peek('"')) return { kind: 'names', names: parseList(cursor, parseQuotedName) };
  const first = parseInteger(cursor);
  if (cursor.peek(':')) return parseSlice(cursor, first);
  if (first === undefined) throw cursor.problem('expected a quoted name, an index, a slice or "*"');
  const more = cursor.take(',') ? parseList(cursor, parseIndex) : [];
  return { kind: 'indices', indices: [first, ...more] };
}

function parseSlice(cursor: TextCursor, start: number | undefined): Segment {
  cursor.take(':');
  const end = parseInteger(cursor);
  const step = (cursor.take(':') ? parseInteger(cursor) : undefined) ?? 1;
  if (step < 1) throw cursor.problem(`the step of a slice must be 1 or more, got ${step}`);
  return { kind: 'slice', step, ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
}

function parseList<T>(cursor: TextCursor, parseItem: (cursor: TextCursor) => T): T[] {
  const items: T[] = [];
  do {
    cursor.skipSpace();
    items.push(parseItem(cursor));
    cursor.skipSpace();
  } while (cursor.take(','));
  return items;
}

function parseQuotedName(cursor: TextCursor): string {
  const quote = cursor.peek('"') ? '"' : "'";
  if (!cursor.take(quote)) throw cursor.problem('expected a quoted name');
  let name = '';
  while (!cursor.take(quote)) {
    cursor.take('\\');
    name += cursor.next();
  }
  return name;
}

function parseIndex(cursor: TextCursor): number {
  const index = parseInteger(cursor);
  if (index === undefined) throw cursor.problem('expected an index');
  return index;
}

function parseInteger(cursor: TextCursor): number | undefined {
  const digits = cursor.match(INTEGER);
  return digits === undefined ? undefined : Number(digits);
}
