import { ENVIRONMENT_HEADER, SmokeRequest, SmokeSpec, Verdict } from '../../contract';
import { ActiveRelease } from '../../core/ledger/ledger';
import { judgeAnswer, SmokeAnswer, SmokeOutcome, SmokeTools, smokeVerdict } from '../../core/smoke';
import { nameOf } from '../shared/errors';
import { CheckContext } from './context';
import { loadSmokeTools } from './smoke-tools';

/** Sends every request to the idle environment through the test listener. All of them are reported, not only the first failure. */
export async function checkSmoke(context: CheckContext, release: ActiveRelease, spec: SmokeSpec): Promise<Verdict> {
  const tools = await loadSmokeTools();
  const outcomes: SmokeOutcome[] = [];
  for (const request of spec.requests) outcomes.push(await tryRequest(context, release, spec, request, tools));
  return smokeVerdict(spec, outcomes);
}

/** The first good outcome, or the last of all tries. */
async function tryRequest(
  context: CheckContext,
  release: ActiveRelease,
  spec: SmokeSpec,
  request: SmokeRequest,
  tools: SmokeTools,
): Promise<SmokeOutcome> {
  for (let attempt = 1; ; attempt++) {
    const answer = await send(context, release, request, spec.timeoutMs);
    const outcome = judgeAnswer(request, answer, tools);
    if (outcome.ok || attempt >= spec.attempts) return outcome;
  }
}

async function send(
  context: CheckContext,
  release: ActiveRelease,
  request: SmokeRequest,
  timeoutMs: number,
): Promise<SmokeAnswer> {
  const started = context.stopwatch();
  try {
    const response = await context.fetch(new URL(request.path, context.testEndpoint()).href, {
      method: request.method,
      // Last, so that a request can't address the live environment by mistake.
      headers: { ...request.headers, [ENVIRONMENT_HEADER]: release.environment },
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = await response.text();
    return { kind: 'answer', status: response.status, latencyMs: context.stopwatch() - started, body };
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
