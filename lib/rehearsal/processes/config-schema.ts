import * as z from 'zod';

/** Requests per real second of a rehearsal that does not say. */
const DEFAULT_RPS = 200;
/** Share of the load that is the cohort's, of a model that has one. */
const DEFAULT_COHORT_PERCENT = 10;
/** What one generator thread of a laptop can send. */
const HIGHEST_RPS = 20_000;

const version = z.string().min(1);
const command = z.array(z.string().min(1)).min(1);
const env = z.record(z.string(), z.string());

const overrides = z.strictObject({ command: command.optional(), cwd: z.string().optional(), env: env.optional() });

const model = z.strictObject({
  command,
  cwd: z.string().default('.'),
  env: env.default({}),
  versions: z.record(version, overrides).default({}),
});

const request = z
  .strictObject({
    name: z.string().min(1).optional(),
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
    path: z.string().startsWith('/'),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.json().optional(),
    bodyFile: z.string().min(1).optional(),
  })
  .refine(({ body, bodyFile }) => body === undefined || bodyFile === undefined, {
    error: 'must have "body" or "bodyFile", not both; remove one',
  })
  .refine(({ method, body, bodyFile }) => !isBodiless(method) || (body === undefined && bodyFile === undefined), {
    error: 'must have no body with GET or HEAD; use POST, or remove "body" and "bodyFile"',
  });

const load = z.strictObject({
  rps: z.number().min(1).max(HIGHEST_RPS).default(DEFAULT_RPS),
  requests: z.array(request).min(1),
  cohortPercent: z.number().min(0).max(100).default(DEFAULT_COHORT_PERCENT),
});

const featureType = z.enum(['String', 'Integral', 'Fractional']);
const featureValue = z.union([z.string(), z.number()]).transform(String);

/** A feature group whose records the rehearsal brings; with `features` the group itself, too. */
const featureGroup = z.strictObject({
  features: z.record(z.string().min(1), featureType).optional(),
  recordIdentifier: z.string().min(1),
  eventTime: z.string().min(1),
  records: z.array(z.record(z.string().min(1), featureValue)).min(1),
});

/** What is learnt of requests of the load, and how much later: for a model with `PredictionQuality`. */
const labels = z.strictObject({
  /** JSON list of items that each hold a request's body and its label. */
  file: z.string().min(1),
  requestPath: z.string().min(1),
  labelPath: z.string().min(1),
  afterMinutes: z.number().min(0).default(20),
});

/** bluegreen.rehearsal.json as users write it. */
export const rehearsalFileSchema = z.strictObject({
  from: version.optional(),
  to: version.optional(),
  versionContext: z.string().min(1).default('modelVersion'),
  model,
  load,
  labels: labels.optional(),
  featureStore: z.record(z.string().min(1), featureGroup).default({}),
});

export type RehearsalFile = z.output<typeof rehearsalFileSchema>;
export type ModelSettings = RehearsalFile['model'];
export type RequestSettings = RehearsalFile['load']['requests'][number];

function isBodiless(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
