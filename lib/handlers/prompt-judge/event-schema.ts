import * as z from 'zod';
import { JudgeInput } from '../../contract';

const object = z.record(z.string(), z.unknown());

/** What the judge may be called with. */
export const eventSchema: z.ZodType<JudgeInput> = z.object({
  requests: z.array(
    z.object({
      index: z.string().min(1),
      by: z.enum(['model', 'embedding', 'policy', 'user']),
      question: z.object({
        output: z.string(),
        context: z.object({
          prompt: z.string(),
          vars: object,
          test: object,
          config: object,
          metadata: object,
        }),
        assertion: object,
      }),
    }),
  ),
});
