import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { RequestSettings } from './config-schema';

/** One request of the load, ready to be sent. */
export interface ConfiguredRequest {
  /** For people; `METHOD path` when the configuration gives none. */
  readonly name: string;
  readonly method: string;
  /** Path and query, starting with `/`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Text of the body; no body when absent. */
  readonly body?: string;
}

/** The requests of a configuration in their order; each body of a `bodyFile` becomes a request of its own. */
export function configuredRequests(
  source: string,
  directory: string,
  requests: readonly RequestSettings[],
): readonly ConfiguredRequest[] {
  return requests.flatMap((settings, index) => {
    const { method, path, headers, name = `${method} ${path}` } = settings;
    const bodies = bodiesOf(settings, `${source}: load.requests[${index}].bodyFile`, directory);
    if (bodies === undefined) return [{ name, method, path, headers }];
    const withType = hasContentType(headers) ? headers : { ...headers, 'content-type': 'application/json' };
    return bodies.map((body) => ({ name, method, path, headers: withType, body: JSON.stringify(body) }));
  });
}

function bodiesOf({ body, bodyFile }: RequestSettings, place: string, directory: string): unknown[] | undefined {
  if (bodyFile !== undefined) return readBodies(resolve(directory, bodyFile), place);
  return body === undefined ? undefined : [body];
}

function readBodies(file: string, place: string): unknown[] {
  let bodies: unknown;
  try {
    bodies = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(
      `${place} must be a JSON file, got ${file} (${(error as Error).message}); correct the path or the file`,
      {
        cause: error,
      },
    );
  }
  if (Array.isArray(bodies) && bodies.length > 0) return bodies;
  throw new Error(`${place} must hold a JSON array with at least 1 body, got ${file}; write the bodies in [ ]`);
}

function hasContentType(headers: Readonly<Record<string, string>>): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
}
