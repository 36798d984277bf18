import { JsonSchema } from '../../contract/index';
import { canonicalJson } from '../content-hash';

/** What may stand where a schema stands. */
export type Schema = JsonSchema | boolean;

/** A schema within its document, which local references lead through. */
export interface SchemaAt {
  readonly schema: Schema;
  readonly root: JsonSchema;
}

export const ANYTHING: Schema = true;
export const NOTHING: Schema = false;

/** Draft 07 has other words for lists; everything else is taken for draft 2020-12, as where answers are validated. */
export function isDraft07({ $schema }: JsonSchema): boolean {
  return typeof $schema === 'string' && $schema.includes('draft-07');
}

/** Whether the schema admits nothing, as far as that is plain. */
export function isNothing(schema: Schema): boolean {
  if (typeof schema === 'boolean') return !schema;
  return Object.keys(schema).length === 1 && isSchema(schema.not) && isAnything(schema.not);
}

/** Whether the schema admits everything, as far as that is plain. */
export function isAnything(schema: Schema): boolean {
  return typeof schema === 'boolean' ? schema : Object.keys(schema).every((keyword) => ANNOTATIONS.has(keyword));
}

/** Keywords that restrict nothing. A keyword that nobody knows restricts nothing either (JSON Schema core, section 6.5). */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$comment',
  '$defs',
  'definitions',
  'title',
  'description',
  'default',
  'deprecated',
  'readOnly',
  'writeOnly',
  'examples',
  'example',
]);

/** The schema that a member is; undefined when it is none. */
export function memberSchema(value: unknown): Schema | undefined {
  return isSchema(value) ? value : undefined;
}

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'boolean' || isObject(value);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of a list that are schemas. */
export function schemasIn(value: unknown): readonly Schema[] {
  return Array.isArray(value) ? value.filter(isSchema) : [];
}

/** Schemas by name, for example those of properties. */
export function schemasByName(value: unknown): ReadonlyMap<string, Schema> {
  if (!isObject(value)) return new Map();
  return new Map(Object.entries(value).filter((entry): entry is [string, Schema] => isSchema(entry[1])));
}

export function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((member): member is string => typeof member === 'string') : [];
}

/** What a reference within the document leads to: `#`, `#/$defs/item`. Undefined when it leads elsewhere, or nowhere. */
export function referenced(root: JsonSchema, reference: unknown): Schema | undefined {
  if (typeof reference !== 'string' || !/^#(\/|$)/.test(reference)) return undefined;
  let at: unknown = root;
  for (const step of reference.split('/').slice(1)) {
    const name = decoded(step);
    if (name === undefined || typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    at = (at as Record<string, unknown>)[name];
  }
  return memberSchema(at);
}

/** A step of a JSON pointer in a URI fragment. */
function decoded(step: string): string | undefined {
  try {
    return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return undefined;
  }
}

export function sameJson(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b);
}
