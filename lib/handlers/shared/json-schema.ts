import Ajv, { ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';

/** Keywords that a schema brings from elsewhere (OpenAPI's `example`) are ignored, as the specification asks. */
const OPTIONS = { strict: false, allErrors: true } as const;

/** By their JSON: tests repeat the same schema, and compiling takes longer than validating. */
const compiled = new Map<string, ValidateFunction>();

/** JSON Schema by ajv: where data break it. Throws for a schema that is none. */
export function brokenPaths(schema: Record<string, unknown>, data: unknown): readonly string[] {
  const isValid = compile(schema);
  if (isValid(data)) return [];
  const paths = (isValid.errors ?? []).map(
    ({ instancePath, keyword }) => `${instancePath === '' ? '/' : instancePath} (${keyword})`,
  );
  return [...new Set(paths)];
}

function compile(schema: Record<string, unknown>): ValidateFunction {
  const text = JSON.stringify(schema);
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const isDraft07 = typeof schema.$schema === 'string' && schema.$schema.includes('draft-07');
  const made = (isDraft07 ? new Ajv(OPTIONS) : new Ajv2020(OPTIONS)).compile(schema);
  compiled.set(text, made);
  return made;
}
