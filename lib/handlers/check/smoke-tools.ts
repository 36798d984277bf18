import type { JSONValue } from '@jmespath-community/jmespath' with { 'resolution-mode': 'import' };
import Ajv, { ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import { SmokeTools } from '../../core/smoke';

/** Keywords that a schema brings from elsewhere (OpenAPI's `example`) are ignored, as the specification asks. */
const OPTIONS = { strict: false, allErrors: true } as const;

function compile(schema: Record<string, unknown>): ValidateFunction {
  const isDraft07 = typeof schema.$schema === 'string' && schema.$schema.includes('draft-07');
  return (isDraft07 ? new Ajv(OPTIONS) : new Ajv2020(OPTIONS)).compile(schema);
}

/** JSON Schema by ajv, JMESPath by jmespath-community, which is an ES module. */
export async function loadSmokeTools(): Promise<SmokeTools> {
  const { search } = await import('@jmespath-community/jmespath');
  return { validate, search: (path, data) => search(data as JSONValue, path) };
}

function validate(schema: Record<string, unknown>, data: unknown): readonly string[] {
  const isValid = compile(schema);
  if (isValid(data)) return [];
  const paths = (isValid.errors ?? []).map(
    ({ instancePath, keyword }) => `${instancePath === '' ? '/' : instancePath} (${keyword})`,
  );
  return [...new Set(paths)];
}
