import * as z from 'zod';
import { GoldenSetEvent, PATH_PATTERN, PATH_RULE } from '../../contract';

const path = z.string().min(1);
const percent = z.number().min(0).max(100);
const label = z.union([z.string(), z.number(), z.boolean()]);
const every = { path, expectedPath: path.optional() };

const rule = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('equal'),
    ...every,
    absolute: z.number().min(0).optional(),
    relative: z.number().min(0).optional(),
  }),
  z.object({
    kind: z.literal('top-k'),
    ...every,
    k: z.number().int().min(1),
    scores: z.boolean(),
    atLeastPercent: percent,
  }),
  z.object({ kind: z.literal('text'), ...every, atLeastPercent: percent }),
  z.object({ kind: z.literal('label'), ...every, ignoreCase: z.boolean().optional() }),
  z.object({
    kind: z.literal('label-in-top'),
    ...every,
    k: z.number().int().min(1),
    scores: z.boolean(),
    labels: z.array(label).optional(),
  }),
  z.object({ kind: z.literal('threshold'), ...every, threshold: z.number(), positive: label.optional() }),
  z.object({ kind: z.literal('range'), ...every, low: z.number(), high: z.number() }),
  z.object({ kind: z.literal('set'), ...every }),
]);

/** Where a dataset is. */
export const datasetSchema = z.object({
  bucket: z.string().min(1),
  key: z.string().min(1),
  fileName: z.string().min(1),
  encryptionKeyArn: z.string().optional(),
  options: z.object({
    inputPath: path.optional(),
    expectedPath: path.optional(),
    outputPath: path.optional(),
    categoryPath: path.optional(),
    idPath: path.optional(),
    criticalPath: path.optional(),
    contentType: z.string().min(1).optional(),
    labelFirst: z.boolean().optional(),
  }),
});

const spec = z.object({
  kind: z.literal('golden-set'),
  name: z.string().min(1),
  advisory: z.literal(true).optional(),
  dataset: datasetSchema,
  rules: z.array(rule).min(1),
  rowsPath: path.optional(),
  minimumScorePercent: percent.optional(),
  minimumItems: z.number().int().min(1),
  detectableDropPoints: percent.optional(),
  minimumCoveragePercent: percent,
  path: z.string().regex(PATH_PATTERN, `must be ${PATH_RULE}`),
  headers: z.record(z.string(), z.string()).optional(),
  timeoutMs: z.number().int().min(1),
  attempts: z.number().int().min(1),
  itemsAtATime: z.number().int().min(1).max(50),
  itemsPerShard: z.number().int().min(1),
  maxConcurrency: z.number().int().min(1),
});

const releaseId = z.string().min(1);

/** What the function of golden sets may be called with. */
export const eventSchema: z.ZodType<GoldenSetEvent> = z.discriminatedUnion('action', [
  z.object({ action: z.literal('split'), releaseId, spec }),
  z.object({ action: z.literal('shard'), releaseId, spec, shard: z.number().int().min(0) }),
  z.object({ action: z.literal('reduce'), releaseId, spec }),
]);
