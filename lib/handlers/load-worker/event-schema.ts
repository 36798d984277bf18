import * as z from 'zod';
import { LoadTestEvent, PATH_PATTERN, PATH_RULE } from '../../contract';
import { datasetSchema } from '../golden-set/event-schema';

const path = z.string().regex(PATH_PATTERN, `must be ${PATH_RULE}`);
const headers = z.record(z.string(), z.string()).optional();
const above0 = z.number().gt(0);

/** What the numbers may be is checked by the plan. */
const rules = z.object({
  name: z.string().min(1),
  peakRps: above0,
  capacityRps: above0.optional(),
  beyondPeak: z.boolean(),
  stageSeconds: z.number().int().min(1),
  rpsPerWorker: above0,
  timeoutMs: z.number().int().min(1),
  limits: z.object({
    p50Ms: above0.optional(),
    p90Ms: above0.optional(),
    p99Ms: above0.optional(),
    maxErrorPercent: z.number().min(0).lt(100),
  }),
  comparison: z.object({ sharePercent: above0, pairs: z.number().int(), blockSeconds: z.number().int() }).optional(),
});

const request = z.object({
  method: z.enum(['GET', 'POST', 'PUT']),
  path,
  headers,
  body: z.string().optional(),
});

const corpus = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('requests'), requests: z.array(request).min(1) }),
  z.object({ kind: z.literal('dataset'), dataset: datasetSchema, path, headers }),
]);

const spec = rules.extend({ kind: z.literal('load-test'), advisory: z.literal(true).optional(), corpus });

const releaseId = z.string().min(1);
const part = z.number().int().min(0);
const startAtMs = z.number().int().min(0);

/** What the function of load tests may be called with. */
export const eventSchema: z.ZodType<LoadTestEvent> = z.discriminatedUnion('action', [
  z.object({ action: z.literal('prepare'), releaseId, spec }),
  z.object({ action: z.literal('order'), releaseId, rules, part }),
  z.object({ action: z.literal('send'), releaseId, rules, part, startAtMs, worker: z.number().int().min(0) }),
  z.object({ action: z.literal('count'), releaseId, rules, part, startAtMs }),
]);
