import { Catcher, Retrier } from '../definition/error-handling';
import { StateFailure, matchesError } from '../failure';
import { Json, JsonObject } from '../json';
import { placed, requirePayload } from './data-flow';
import { RetryBudget } from './retry';
import { Visit } from './scope';

/** Where the flow goes after a state. */
export interface Transition {
  readonly output: Json;
  /** Undefined: the flow ends here. */
  readonly next: string | undefined;
}

interface RecoveringState {
  readonly Retry: readonly Retrier[];
  readonly Catch: readonly Catcher[];
  readonly Next?: string | undefined;
}

/** Runs a state's attempts until one succeeds, no retrier has one left, or a catcher takes the failure. */
export async function withRecovery(
  state: RecoveringState,
  raw: Json,
  visit: Visit,
  attempt: (visit: Visit) => Promise<Json>,
): Promise<Transition> {
  const budget = new RetryBudget(state.Retry, visit.runtime.random);
  for (let retryCount = 0; ; retryCount++) {
    try {
      return { output: await attempt({ ...visit, retryCount }), next: state.Next };
    } catch (error) {
      if (!(error instanceof StateFailure)) throw error;
      const delaySeconds = budget.nextDelay(error);
      if (delaySeconds === undefined) return caught(state.Catch, error, raw, visit);
      await waitForRetry(error, retryCount + 1, delaySeconds, visit);
    }
  }
}

async function waitForRetry(failure: StateFailure, retry: number, delaySeconds: number, visit: Visit): Promise<void> {
  const { runtime, signal, state, within } = visit;
  runtime.report({
    kind: 'state-retrying',
    at: runtime.clock.now(),
    state,
    within,
    retry,
    delaySeconds,
    ...(failure.error !== undefined && { error: failure.error }),
  });
  await runtime.clock.sleep(Math.round(delaySeconds * 1000), signal);
}

/** @throws the failure itself when no catcher takes it */
function caught(catchers: readonly Catcher[], failure: StateFailure, raw: Json, visit: Visit): Transition {
  const catcher = catchers.find(({ ErrorEquals }) => matchesError(ErrorEquals, failure.error));
  if (catcher === undefined) throw failure;
  const { runtime, state, within } = visit;
  const parts = failureParts(failure);
  runtime.report({ kind: 'state-caught', at: runtime.clock.now(), state, within, next: catcher.Next, ...parts });
  const errorOutput: JsonObject = {
    ...(parts.error !== undefined && { Error: parts.error }),
    ...(parts.cause !== undefined && { Cause: parts.cause }),
  };
  return { output: requirePayload(placed(catcher.ResultPath, raw, errorOutput)), next: catcher.Next };
}

/** Error and cause as optional members. */
export function failureParts({ error, cause }: StateFailure): { readonly error?: string; readonly cause?: string } {
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}
