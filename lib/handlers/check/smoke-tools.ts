import type { JSONValue } from '@jmespath-community/jmespath' with { 'resolution-mode': 'import' };
import { SmokeTools } from '../../core/smoke';
import { brokenPaths } from '../shared/json-schema';

/** JSON Schema by ajv, JMESPath by jmespath-community, which is an ES module. */
export async function loadSmokeTools(): Promise<SmokeTools> {
  const { search } = await import('@jmespath-community/jmespath');
  return { validate: brokenPaths, search: (path, data) => search(data as JSONValue, path) };
}
