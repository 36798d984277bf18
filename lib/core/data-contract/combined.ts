import { isObject, Schema } from './schema';

/** Keywords by which a schema is put together of others, each of which may name members. */
const COMBINING = [
  '$ref',
  '$dynamicRef',
  '$recursiveRef',
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentSchemas',
  'dependencies',
] as const;

/** Keywords that name members. */
const NAMING = ['properties', 'patternProperties'] as const;

/** Whether others than the schema's own keywords name members. */
export function isCombined(schema: Schema): boolean {
  return isObject(schema) && COMBINING.some((keyword) => schema[keyword] !== undefined);
}

/** Whether a schema that is combined holds all the names of its members in more than one place. */
export function isOneOfSeveral(schema: Schema): boolean {
  if (!isObject(schema)) return false;
  const places = [...COMBINING, ...NAMING].filter((keyword) => schema[keyword] !== undefined);
  return places.length > 1 || (Array.isArray(schema.allOf) && schema.allOf.length > 1);
}
