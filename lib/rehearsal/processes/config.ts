import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';

/** File name of the configuration, beside cdk.json. */
export const REHEARSAL_CONFIG_FILE = 'bluegreen.rehearsal.json';

const modelSchema = z.strictObject({
  command: z.array(z.string().min(1)).min(1),
  cwd: z.string().default('.'),
  env: z.record(z.string(), z.string()).default({}),
});

const requestSchema = z
  .strictObject({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']).default('GET'),
    path: z.string().startsWith('/'),
    headers: z.record(z.string(), z.string()).default({}),
    /** Text is sent as it is, anything else as JSON. */
    body: z.json().optional(),
    bodyFile: z.string().optional(),
  })
  .refine((request) => request.body === undefined || request.bodyFile === undefined, {
    message: 'give either body or bodyFile, not both',
  });

const requestsSchema = z.array(requestSchema).min(1);

const loadSchema = z.strictObject({
  /** Requests per real second. */
  rps: z.number().min(1).max(20_000).default(200),
  arrivals: z.enum(['constant', 'poisson']).default('constant'),
  /** The requests, or the path of a JSON file with an array of them. */
  requests: z.union([requestsSchema, z.string().min(1)], {
    error: 'must be an array of requests ({"method", "path", "headers", "body" or "bodyFile"}) or a file with one',
  }),
  maxInFlight: z.int().min(1).default(1024),
  /** Real seconds until a request without an answer has failed. */
  timeoutSeconds: z.number().positive().default(10),
});

const configSchema = z.strictObject({
  $schema: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  models: z.record(z.string(), modelSchema).refine((models) => Object.keys(models).length > 0, {
    message: 'must name at least one model; use "*" for any image',
  }),
  load: loadSchema,
});

/** How to run what an image would run. */
export type ModelCommand = z.output<typeof modelSchema>;
export type ConfiguredRequest = z.output<typeof requestSchema>;
export type RehearsalConfig = Omit<z.output<typeof configSchema>, 'load'> & {
  readonly load: Omit<z.output<typeof loadSchema>, 'requests'> & { readonly requests: readonly ConfiguredRequest[] };
};

/**
 * Reads `bluegreen.rehearsal.json` of a folder. Paths in it count from that folder and come back absolute; bodies come back as text.
 * Throws one error that names the file and every problem in it.
 */
export function readRehearsalConfig(directory: string): RehearsalConfig {
  const file = resolve(directory, REHEARSAL_CONFIG_FILE);
  if (!existsSync(file)) {
    throw new Error(`${file} must exist: it says how to run the model and what to send it; see the rehearsal guide`);
  }
  const config = parse(configSchema, file);
  const { requests } = config.load;
  const inline = typeof requests !== 'string';
  const requestsFile = inline ? file : resolve(directory, requests);
  const list = inline ? requests : parse(requestsSchema, requestsFile);
  return {
    ...config,
    models: Object.fromEntries(
      Object.entries(config.models).map(([pattern, model]) => [
        pattern,
        { ...model, cwd: resolve(directory, model.cwd) },
      ]),
    ),
    load: { ...config.load, requests: list.map((request) => withBodyText(request, dirname(requestsFile))) },
  };
}

function withBodyText({ bodyFile, ...request }: ConfiguredRequest, directory: string): ConfiguredRequest {
  if (bodyFile !== undefined) return { ...request, body: readFileSync(resolve(directory, bodyFile), 'utf8') };
  if (request.body === undefined || typeof request.body === 'string') return request;
  return { ...request, body: JSON.stringify(request.body) };
}

function parse<Schema extends z.ZodType>(schema: Schema, file: string): z.output<Schema> {
  const result = schema.safeParse(readJson(file));
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new Error(`${file} is not valid:\n${problems.join('\n')}`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} must be a JSON file: ${(error as Error).message}`, { cause: error });
  }
}
