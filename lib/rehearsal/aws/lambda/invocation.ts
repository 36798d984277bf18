import { WorkerOutcome } from '../../lambda/function-worker';
import { AwsError } from '../service';

/** Largest payload in bytes: 6 MB of a synchronous request or answer, 1 MB of an event (Lambda quotas; the latter (memory)). */
const MAX_BYTES = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024, DryRun: 6 * 1024 * 1024 } as const;

export type InvocationType = keyof typeof MAX_BYTES;

export function invocationType(input: any): InvocationType {
  const type: string = input.InvocationType ?? 'RequestResponse';
  if (Object.hasOwn(MAX_BYTES, type)) return type as InvocationType;
  throw new AwsError('ValidationException', `invocationType must be RequestResponse, Event or DryRun, got ${type}`);
}

/** The payload's JSON text; an absent or empty one is `{}`. Throws as Lambda does when it is too large or not JSON. */
export function payloadText(payload: Uint8Array | string | undefined, type: InvocationType): string {
  const text = typeof payload === 'string' ? payload : Buffer.from(payload ?? []).toString('utf8');
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_BYTES[type]) {
    throw new AwsError(
      'RequestTooLargeException',
      `${bytes} byte payload is too large for the ${type} invocation type (limit ${MAX_BYTES[type]} bytes)`,
      413,
    );
  }
  if (text.trim() === '') return '{}';
  try {
    JSON.parse(text);
  } catch (error) {
    const reason = (error as Error).message;
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${reason}`);
  }
  return text;
}

/** The answer of a synchronous invocation. */
export function answerOf(outcome: WorkerOutcome): Record<string, unknown> {
  const answer = { StatusCode: 200, ExecutedVersion: '$LATEST' };
  const checked = sizeChecked(outcome);
  if (checked.ok) return { ...answer, Payload: Buffer.from(checked.payload) };
  return { ...answer, FunctionError: 'Unhandled', Payload: Buffer.from(JSON.stringify(checked.error)) };
}

function sizeChecked(outcome: WorkerOutcome): WorkerOutcome {
  if (!outcome.ok || Buffer.byteLength(outcome.payload) <= MAX_BYTES.RequestResponse) return outcome;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_BYTES.RequestResponse} bytes).`;
  return { ok: false, error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } };
}
