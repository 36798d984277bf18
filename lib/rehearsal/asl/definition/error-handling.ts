import * as z from 'zod';
import { StatesError } from '../failure';
import { positiveSeconds, referencePath } from './fields';

/** Every reserved name (developer guide, "Error names"); another that starts with `States.` can only be a slip. */
const RESERVED_ERRORS = [
  'States.ALL',
  'States.BranchFailed',
  'States.DataLimitExceeded',
  'States.ExceedToleratedFailureThreshold',
  'States.HeartbeatTimeout',
  'States.Http.Socket',
  'States.IntrinsicFailure',
  'States.ItemReaderFailed',
  'States.NoChoiceMatched',
  'States.ParameterPathFailure',
  'States.Permissions',
  'States.QueryEvaluationError',
  'States.ResultPathMatchFailure',
  'States.ResultWriterFailed',
  'States.Runtime',
  'States.TaskFailed',
  'States.Timeout',
];

const errorName = z.string().refine((name) => !name.startsWith('States.') || RESERVED_ERRORS.includes(name), {
  error: ({ input }) => `there is no error name "${String(input)}"`,
});

const errorEquals = z
  .array(errorName)
  .min(1)
  .refine((names) => names.length === 1 || !names.includes(StatesError.ALL), 'States.ALL must stand alone');

const retrier = z.strictObject({
  ErrorEquals: errorEquals,
  IntervalSeconds: positiveSeconds.default(1),
  MaxAttempts: z.int().min(0).max(99_999_999).default(3),
  BackoffRate: z.number().min(1).default(2),
  /** At most a leap year, in seconds. */
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
  Comment: z.string().optional(),
});

const catcher = z.strictObject({
  ErrorEquals: errorEquals,
  Next: z.string(),
  ResultPath: referencePath.nullable().optional(),
  Comment: z.string().optional(),
});

/** Fields of the states that can handle errors: Task, Map and Parallel. */
export const errorHandling = {
  Retry: z.array(retrier).refine(wildcardIsLast, 'the retrier for States.ALL must be the last one').default([]),
  Catch: z.array(catcher).refine(wildcardIsLast, 'the catcher for States.ALL must be the last one').default([]),
};

export type Retrier = z.output<typeof retrier>;
export type Catcher = z.output<typeof catcher>;

function wildcardIsLast(handlers: readonly { readonly ErrorEquals: readonly string[] }[]): boolean {
  return handlers.slice(0, -1).every(({ ErrorEquals }) => !ErrorEquals.includes(StatesError.ALL));
}
