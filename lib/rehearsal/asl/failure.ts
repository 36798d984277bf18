/** Error names of the Amazon States Language that the interpreter itself reports. */
export const StatesError = {
  ALL: 'States.ALL',
  TASK_FAILED: 'States.TaskFailed',
  TIMEOUT: 'States.Timeout',
  RUNTIME: 'States.Runtime',
  DATA_LIMIT_EXCEEDED: 'States.DataLimitExceeded',
  RESULT_PATH_MATCH_FAILURE: 'States.ResultPathMatchFailure',
} as const;

/** A state failed with an error name; Retry and Catch may handle it. Both parts are missing only when a Fail state gives none. */
export class StateFailure extends Error {
  constructor(
    readonly error: string | undefined,
    override readonly cause: string | undefined,
  ) {
    super(`${error ?? 'no error name'}: ${cause ?? 'no cause'}`);
    this.name = 'StateFailure';
  }
}

/** A `States.Runtime` failure whose cause does not yet say in which state it happened. */
class UnlocatedFailure extends StateFailure {}

/** The failure with the state in its cause, as Step Functions words it; one that has its place is returned as it is. */
export function located(failure: StateFailure, state: string, enteredEventId: number): StateFailure {
  if (!(failure instanceof UnlocatedFailure)) return failure;
  const place = `an error occurred while executing the state '${state}' (entered at the event id #${enteredEventId})`;
  return new StateFailure(failure.error, `${place}: ${failure.cause}`);
}

/**
 * A failure that no Retry or Catch sees, because the definition and the data do not fit. The developer guide ("Handling
 * errors") reports missing paths, failed intrinsic functions and unmatched choices under this name and keeps
 * `States.IntrinsicFailure`, `States.ParameterPathFailure` and `States.NoChoiceMatched` for the future.
 */
export function runtimeFailure(cause: string): StateFailure {
  return new UnlocatedFailure(StatesError.RUNTIME, cause);
}

/**
 * Whether one of the names in an `ErrorEquals` stands for the error. `States.ALL` matches everything but the two terminal
 * errors, `States.TaskFailed` everything but a timeout as well. `States.Runtime` is never handled; `States.DataLimitExceeded`
 * only by its own name (inference: the developer guide says no more than that `States.ALL` does not catch it).
 */
export function matchesError(names: readonly string[], error: string | undefined): boolean {
  if (error === StatesError.RUNTIME) return false;
  if (error !== undefined && names.includes(error)) return true;
  if (error === StatesError.DATA_LIMIT_EXCEEDED) return false;
  if (names.includes(StatesError.ALL)) return true;
  return names.includes(StatesError.TASK_FAILED) && error !== StatesError.TIMEOUT;
}
