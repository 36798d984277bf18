import * as z from 'zod';
import { PATH_PATTERN, PATH_RULE, PromptSetEvent } from '../../contract';

const path = z.string().regex(PATH_PATTERN, `must be ${PATH_RULE}`);
const share = z.number().min(0).max(1);
const price = z.number().min(0);
const text = z.string().min(1);

const endpoint = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('openai-chat'), path, stream: z.boolean(), members: text }),
  z.object({
    kind: z.literal('plain-text'),
    path,
    contentType: text,
    template: z.string().optional(),
    answerPath: text.optional(),
  }),
]);

const judge = z.object({
  functionArn: text,
  types: z.array(text),
  votes: z.number().int().min(1),
  needed: z.number().int().min(1).optional(),
});

const spec = z.object({
  kind: z.literal('prompts'),
  name: text,
  advisory: z.literal(true).optional(),
  suite: z.object({ bucket: text, key: text, fileName: text, tests: z.number().int().min(1) }),
  endpoint,
  headers: z.record(z.string(), z.string()).optional(),
  minimumPassRate: share,
  minimumScore: share.optional(),
  comparesWithLive: z.boolean(),
  repeat: z.number().int().min(1).max(25),
  judges: z.array(judge),
  notJudged: z.array(text),
  prices: z.object({ input: price, output: price, cachedInput: price.optional() }).optional(),
  keepsPayloads: z.boolean(),
  timeoutMs: z.number().int().min(1),
  attempts: z.number().int().min(1),
  promptsAtATime: z.number().int().min(1).max(20),
  testsPerShard: z.number().int().min(1),
  maxConcurrency: z.number().int().min(1),
});

const releaseId = text;

/** What the function of prompts may be called with. */
export const eventSchema: z.ZodType<PromptSetEvent> = z.discriminatedUnion('action', [
  z.object({ action: z.literal('split'), releaseId, spec }),
  z.object({ action: z.literal('shard'), releaseId, spec, shard: z.number().int().min(0) }),
  z.object({ action: z.literal('reduce'), releaseId, spec }),
]);
