import { JsonRecord, own } from '../records';
import { editDistance } from '../scores/edit-distance';
import { isKnown, nearestType } from './vocabulary';

/** A type with its threshold, with or without `not-`. */
const TYPE = /^(not-)?([a-z][a-z0-9:-]*)(?:\((\d+(?:\.\d+)?)\))?$/;
/** Types are no longer than this. */
const LONGEST_TYPE = 60;
/** A beginning that is so near to a known type is that type misspelt, and nothing that an answer must equal. */
const TYPO_EDITS = 2;
const SHORTEST_TYPO = 5;
/** Short names of promptfoo's. */
const SHORT: Readonly<Record<string, string>> = { fn: 'javascript', eval: 'javascript', grade: 'llm-rubric' };
const LISTS = new Set(['contains-any', 'contains-all', 'icontains-any', 'icontains-all']);

/**
 * An assertion in one text, as in promptfoo's CSV column `__expected`: `type:value`, `type(threshold):value` or `type` alone. Text that
 * begins with no known type is what the answer must equal; a type misspelt by two letters or less is kept, so that it is refused. White
 * space behind the colon does not count.
 */
export function assertionOfText(text: string): JsonRecord {
  const split = typed(text.trim());
  if (split === undefined) return { type: 'equals', value: text };
  const { name, type, threshold, value } = split;
  return {
    type: name,
    ...(threshold === undefined ? {} : { threshold: Number(threshold) }),
    ...(value === undefined ? {} : { value: LISTS.has(type) ? listOf(value) : value }),
  };
}

function typed(text: string) {
  // Types have colons of their own (`similar:cosine`), so the longest known name before a colon is the type.
  const candidates = ends(text).flatMap((end) => {
    const match = TYPE.exec(text.slice(0, end));
    if (match === null) return [];
    const [, not = '', short, threshold] = match;
    const type = own(SHORT, short) ?? short;
    const value = end === text.length ? undefined : text.slice(end + 1).trim();
    return [{ name: not + type, type, threshold, value }];
  });
  return (
    candidates.find(({ type }) => isKnown(type)) ??
    candidates.find(({ type, value }) => value !== undefined && isMisspelt(type))
  );
}

function isMisspelt(type: string): boolean {
  return type.length >= SHORTEST_TYPO && editDistance(type, nearestType(type), TYPO_EDITS) <= TYPO_EDITS;
}

/** Colons that may end a type, and the end of the text; the last first. */
function ends(text: string): readonly number[] {
  const colons = [...text.slice(0, LONGEST_TYPE).matchAll(/:/g)].map(({ index }) => index);
  return [text.length, ...colons.reverse()];
}

/** Values between commas; one in double quotes may have commas, and `""` for a quote. */
export function listOf(text: string): readonly string[] {
  const values = text.match(/\s*"(?:[^"]|"")*"\s*(?=,|$)|[^,]+/g) ?? [];
  return values.map((value) => unquoted(value.trim())).filter((value) => value !== '');
}

function unquoted(value: string): string {
  const isQuoted = value.length > 1 && value.startsWith('"') && value.endsWith('"');
  return isQuoted ? value.slice(1, -1).replaceAll('""', '"') : value;
}
