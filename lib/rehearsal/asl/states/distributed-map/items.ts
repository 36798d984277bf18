import { Json, isJsonArray, isJsonObject } from '../../json';

/** One item of a dataset, before ItemSelector. */
export interface Item {
  readonly value: Json;
  /** Of a member of a JSON object. */
  readonly key?: string;
}

/** A dataset. Items are made when they are asked for: a large file stays as small as it is. */
export interface Items {
  /** How many there are. */
  readonly total: number;
  /** `$$.Map.Item.Source` (developer guide, "Context object data for Map states"). */
  readonly source: string;
  readonly all: Iterable<Item>;
}

/** The elements of an array or the members of an object; undefined for anything else. */
export function itemsOf(value: Json, source: string, most = Infinity): Items | undefined {
  if (isJsonArray(value)) return arrayItems(value.slice(0, most), source);
  if (!isJsonObject(value)) return undefined;
  const members = Object.entries(value).slice(0, most);
  const all = members.map(([key, member]) => ({ key, value: member }));
  return { total: all.length, source, all };
}

export function arrayItems(values: readonly Json[], source: string): Items {
  return { total: values.length, source, all: mapped(values) };
}

function* mapped(values: Iterable<Json>): Generator<Item> {
  for (const value of values) yield { value };
}
