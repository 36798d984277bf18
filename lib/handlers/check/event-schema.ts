import * as z from 'zod';
import { CheckFunctionEvent, PATH_PATTERN, PATH_RULE } from '../../contract';

const advisory = z.literal(true).optional();

const parityRules = {
  name: z.string().min(1),
  allowedDifferences: z.array(z.string()),
  versionEnvironment: z.array(z.string()),
};

const paritySchema = z.object({ kind: z.literal('parity'), ...parityRules, containerName: z.string().min(1) });

const sageMakerParitySchema = z.object({
  kind: z.literal('sagemaker-parity'),
  ...parityRules,
  autoScaled: z.boolean(),
});

const modelRequest = {
  method: z.enum(['GET', 'POST', 'PUT']),
  path: z.string().regex(PATH_PATTERN, `must be ${PATH_RULE}`),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
};

const smokeRequestSchema = z.object({
  name: z.string().min(1),
  ...modelRequest,
  expectedStatus: z.number().int().min(100).max(599),
  schema: z.record(z.string(), z.unknown()).optional(),
  expectedValues: z
    .array(z.object({ path: z.string().min(1), value: z.unknown(), tolerance: z.number().min(0).optional() }))
    .optional(),
  expectedHeaders: z.record(z.string(), z.string()).optional(),
  maxLatencyMs: z.number().positive().optional(),
  capture: z.record(z.string(), z.string().min(1)).optional(),
});

const smokeSchema = z.object({
  kind: z.literal('smoke'),
  name: z.string().min(1),
  advisory,
  requests: z.array(smokeRequestSchema),
  attempts: z.number().int().min(1).max(20),
  timeoutMs: z.number().int().min(1),
});

const warmUpSchema = z.object({
  kind: z.literal('warm-up'),
  name: z.string().min(1),
  advisory,
  requests: z.array(z.object(modelRequest)).min(1),
  count: z.number().int().min(1),
  concurrency: z.number().int().min(1).max(50),
  untilSteady: z.boolean(),
  maxSeconds: z.number().int().min(1),
  timeoutMs: z.number().int().min(1),
});

const percent = z.number().min(0).max(100);
const path = z.string().min(1);

const shadowSchema = z.object({
  kind: z.literal('shadow'),
  name: z.string().min(1),
  advisory,
  percent,
  baselineSeconds: z.number().int().min(0),
  durationSeconds: z.number().int().min(1),
  compare: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({
          kind: z.literal('equal'),
          path,
          absolute: z.number().min(0).optional(),
          relative: z.number().min(0).optional(),
        }),
        z.object({
          kind: z.literal('top-k'),
          path,
          k: z.number().int().min(1),
          scores: z.boolean(),
          atLeastPercent: percent,
        }),
        z.object({ kind: z.literal('text'), path, atLeastPercent: percent }),
      ]),
    )
    .min(1),
  slices: z
    .object({ by: z.enum(['header', 'body']), at: z.string().min(1), values: z.array(z.string().min(1)).min(1) })
    .optional(),
  maxDisagreementPercent: percent,
  minimumSamples: z.number().int().min(1),
  minimumCoveragePercent: percent,
});

const approvalSchema = z.object({
  kind: z.literal('approval'),
  name: z.string().min(1),
  timeoutSeconds: z.number().int().min(1),
  when: z.literal('roll-forward-only').optional(),
});

const jsonSchema = z.record(z.string(), z.unknown());

const dataContractSchema = z.object({
  kind: z.literal('data-contract'),
  name: z.string().min(1),
  advisory,
  contract: z.object({
    request: jsonSchema.optional(),
    response: jsonSchema.optional(),
    featureGroups: z.array(
      z.object({
        name: z.string().min(1),
        features: z.record(z.string(), z.enum(['String', 'Integral', 'Fractional'])),
        maxAgeSeconds: z.number().positive().optional(),
        sampleRecords: z.array(z.string().min(1)).max(100),
        encryptionKeyArn: z.string().optional(),
      }),
    ),
    tags: z.record(z.string(), z.string()),
    rollForwardOnly: z.string().optional(),
  }),
  samples: z.array(z.object(modelRequest)),
  attempts: z.number().int().min(1).max(20),
  timeoutMs: z.number().int().min(1),
  approval: z.string().min(1).optional(),
});

/** What the check function may be called with. */
export const eventSchema: z.ZodType<CheckFunctionEvent> = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('check'),
    releaseId: z.string().min(1),
    spec: z.discriminatedUnion('kind', [
      paritySchema,
      sageMakerParitySchema,
      smokeSchema,
      warmUpSchema,
      shadowSchema,
      approvalSchema,
      dataContractSchema,
    ]),
  }),
  z.object({
    action: z.literal('record'),
    releaseId: z.string().min(1),
    name: z.string().min(1),
    advisory,
    result: z.unknown().optional(),
    cause: z.object({ Error: z.string(), Cause: z.string().default('') }).optional(),
  }),
  z.object({ action: z.literal('stop-mirroring'), releaseId: z.string().min(1) }),
]);
