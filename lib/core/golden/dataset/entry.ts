import { KeptJson, valueOf } from '../json-text';
import { Malformed } from './malformed';

export type Members = Readonly<Record<string, unknown>>;

/** One record of a file, before anybody knows its shape. */
export interface Entry {
  readonly line: number;
  /** For CSV the columns, with the cells' values. */
  readonly value: Members;
  /** The same with every number as it was written; for CSV the cells' text. */
  readonly kept: Members;
  /** Cells of a CSV row, and the names of their columns when the file has a header. */
  readonly row?: { readonly cells: readonly string[]; readonly columns?: readonly string[] };
}

export function entryOf(kept: KeptJson, line: number): Entry {
  if (!isMembers(kept)) {
    throw new Malformed(
      'a record must be a JSON object; write each item as an object, such as {"input": …, "expected": …}',
      line,
    );
  }
  return { line, kept, value: valueOf(kept) as Members };
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** An object with some of the members, those that are there. */
export function pick(members: Members, names: readonly string[]): Members {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(members, name) ? [[name, members[name]]] : [])));
}
