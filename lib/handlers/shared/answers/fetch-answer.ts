import { ENVIRONMENT_HEADER, ModelRequest } from '../../../contract';
import { SmokeAnswer } from '../../../core/smoke';
import { nameOf } from '../errors';
import { Addressed, Answering } from './answering';

/** Sends a request to an environment through the test listener. */
export async function fetchAnswer(
  context: Answering,
  { environment }: Addressed,
  request: ModelRequest,
  timeoutMs: number,
): Promise<SmokeAnswer> {
  const started = context.stopwatch();
  try {
    const response = await context.fetch(new URL(request.path, context.testEndpoint()).href, {
      method: request.method,
      // Last, so that a request can't address another environment by mistake.
      headers: { ...request.headers, [ENVIRONMENT_HEADER]: environment },
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = await response.text();
    const latencyMs = context.stopwatch() - started;
    return { kind: 'answer', status: response.status, latencyMs, body, headers: Object.fromEntries(response.headers) };
  } catch (error) {
    const isTimeout = nameOf(error) === 'TimeoutError';
    const reason = isTimeout ? `no answer within ${timeoutMs} ms` : `no answer: ${causeOf(error)}`;
    return { kind: 'failed', error: reason, latencyMs: context.stopwatch() - started };
  }
}

/** fetch hides the socket's error (for example ECONNREFUSED) in the cause of a TypeError. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return typeof cause?.code === 'string' ? cause.code : nameOf(error);
}
