/**
 * JSON as models write and read it. Python's `NaN`, `Infinity` and `-Infinity` are numbers here, and a number that JavaScript would write
 * otherwise (`1.0`, or the 20 digits of an id) can be written again as it was: a model may take `1` for another type than `1.0`.
 */

/** Parsed JSON in which numbers that JavaScript would not write as they were are marked text; to be read with `valueOf`. */
export type KeptJson = unknown;

const MARK = '\u0000number:';
/** Text is taken run by run: one alternative a character is a step of the regular expression's stack each, which long text exhausts. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|\bNaN\b|-?\bInfinity\b/g;
const MARKED = /"\\u0000number:([-+.\dA-Za-z]+)"/g;

/** Throws a SyntaxError for what is no JSON. */
export function parseKept(text: string): KeptJson {
  const readable = text.replace(TOKEN, (token) =>
    token.startsWith('"') || String(Number(token)) === token ? finite(token) : JSON.stringify(MARK + token),
  );
  return JSON.parse(readable);
}

/** `NaN` and `Infinity` are what JavaScript would write too, and yet no JSON. */
function finite(token: string): string {
  return token.endsWith('NaN') || token.endsWith('Infinity') ? JSON.stringify(MARK + token) : token;
}

/** JSON text with every number as it was. */
export function keptText(kept: KeptJson): string {
  return (JSON.stringify(kept) ?? 'null').replace(MARKED, '$1');
}

/** The value itself, to be computed and compared with. */
export function valueOf(kept: KeptJson): unknown {
  if (typeof kept === 'string') return kept.startsWith(MARK) ? Number(kept.slice(MARK.length)) : kept;
  return mapMembers(kept, valueOf);
}

export function parseJson(text: string): unknown {
  return valueOf(parseKept(text));
}

/** JSON text of a value, in which numbers that are no JSON stand as Python writes them: `parseJson` reads the same value. */
export function jsonText(value: unknown): string {
  return keptText(marked(value));
}

function marked(value: unknown): KeptJson {
  if (typeof value === 'number' && !Number.isFinite(value)) return MARK + String(value);
  return mapMembers(value, marked);
}

function mapMembers(value: unknown, change: (member: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== 'object' || value === null) return value;
  // `fromEntries` defines members, so that one named `__proto__` stays one.
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, change(member)]));
}
