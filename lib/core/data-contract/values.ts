import { isObject, Schema, sameJson, textsIn } from './schema';

/** Types of JSON values; every integer is a number. */
export const JSON_TYPES = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'] as const;

export type JsonType = (typeof JSON_TYPES)[number];

const ALL_TYPES: readonly JsonType[] = ['null', 'boolean', 'object', 'array', 'number', 'string'];

/** Types that a schema admits. */
export function typesOf(schema: Schema): readonly JsonType[] {
  if (typeof schema === 'boolean') return schema ? ALL_TYPES : [];
  const finite = listedValues(schema);
  const declared = declaredTypes(schema);
  if (finite === undefined) return declared;
  const ofValues = new Set(finite.map(typeOf));
  return [...ofValues].filter((type) => includesType(declared, type));
}

function declaredTypes({ type, nullable }: Record<string, unknown>): readonly JsonType[] {
  const named = typeof type === 'string' ? [type] : textsIn(type);
  if (named.length === 0) return ALL_TYPES;
  const known = JSON_TYPES.filter((name) => named.includes(name));
  // A keyword of OpenAPI, which the validator knows.
  return nullable === true && !known.includes('null') ? [...known, 'null'] : known;
}

/** Whether values of a type are all among those of the given types. */
export function includesType(types: readonly JsonType[], type: JsonType): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}

export function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (isObject(value)) return 'object';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'string' ? 'string' : 'boolean';
}

/** All values that a schema admits at most, where they are few: listed, or by their types. */
export function finiteValues(schema: Schema): readonly unknown[] | undefined {
  if (typeof schema === 'boolean') return schema ? undefined : [];
  const types = declaredTypes(schema);
  const listed = listedValues(schema);
  if (listed !== undefined) return listed.filter((value) => includesType(types, typeOf(value)));
  if (types.some((type) => type !== 'null' && type !== 'boolean')) return undefined;
  return types.flatMap((type) => (type === 'null' ? [null] : [true, false]));
}

/** Values that `enum` or `const` lists. */
export function listedValues(schema: Schema): readonly unknown[] | undefined {
  if (typeof schema === 'boolean') return undefined;
  const values = Array.isArray(schema.enum) ? (schema.enum as readonly unknown[]) : undefined;
  if (!('const' in schema)) return values;
  if (values === undefined) return [schema.const];
  return values.filter((value) => sameJson(value, schema.const));
}
