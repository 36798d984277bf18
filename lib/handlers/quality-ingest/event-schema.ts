import * as z from 'zod';
import { ObjectCreatedEvent } from '../../contract';

/** Most records of one call: it has to be done in the time of the function, and Lambda takes 6 MB. */
const MOST_RECORDS = 10_000;

/** Records are looked at one by one: a broken one must not keep the others from being taken. */
const records = z.array(z.record(z.string(), z.unknown())).max(MOST_RECORDS).optional();

const objectCreated = z.object({
  source: z.literal('aws.s3'),
  time: z.string().refine((time) => !Number.isNaN(Date.parse(time)), 'must be an ISO time'),
  detail: z.object({
    bucket: z.object({ name: z.string().min(1) }),
    object: z.object({ key: z.string().min(1) }),
  }),
});

/** What a function URL sends, of which only this is read (Lambda developer guide, "Invoking function URLs"; payload 2.0). */
const urlRequest = z.object({
  version: z.literal('2.0'),
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

const feedback = z
  .strictObject({ predictions: records, labels: records })
  .refine(({ predictions, labels }) => predictions !== undefined || labels !== undefined, {
    message: 'must have predictions or labels',
  });

type Records = readonly Readonly<Record<string, unknown>>[];

/** `FeedbackEvent` whose records nobody has looked at yet. */
export interface RawFeedback {
  readonly predictions?: Records;
  readonly labels?: Records;
}

export type UrlRequest = z.infer<typeof urlRequest>;

export type IngestEvent = ObjectCreatedEvent | UrlRequest | RawFeedback;

/** The body of a request, and the event of a direct call. */
export const feedbackSchema: z.ZodType<RawFeedback> = feedback;

/** What the function may be called with. */
export const eventSchema: z.ZodType<IngestEvent> = z.union([objectCreated, urlRequest, feedback]);
