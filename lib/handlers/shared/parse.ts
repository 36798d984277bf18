import * as z from 'zod';
import { invalidInput } from './errors';

/** The event as its type, or InvalidInput naming every member that is wrong (never its value). */
export function parseEvent<T>(schema: z.ZodType<T>, event: unknown): T {
  const result = schema.safeParse(event);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'event'}: ${issue.message}`);
  throw invalidInput(`event breaks the contract (${problems.join('; ')}); see lib/contract/payloads`);
}
