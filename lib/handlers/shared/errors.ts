import { ErrorName } from '../../contract';
import { mayGoOn } from '../../core/guard';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { ErrorNameValue, Refusal } from '../../core/refusal';

/** An error whose name the workflow matches in Retry and Catch (Lambda reports an error's `name` as its type). */
export class ReleaseError extends Error {
  constructor(name: ErrorNameValue, message: string) {
    super(message);
    this.name = name;
  }

  static from(cause: Refusal): ReleaseError {
    return new ReleaseError(cause.name, cause.message);
  }
}

export function invalidInput(message: string): ReleaseError {
  return new ReleaseError(ErrorName.INVALID_INPUT, message);
}

/** Name of whatever was thrown; SDK exceptions carry AWS's error code in it. DOMExceptions are no Errors in every realm. */
export function nameOf(error: unknown): string {
  const { name } = (error ?? {}) as { name?: unknown };
  return typeof name === 'string' ? name : 'UnknownError';
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Undefined instead of an error with one of these names; every other error goes on. */
export async function unless<T>(names: readonly string[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (names.includes(nameOf(error))) return undefined;
    throw error;
  }
}

/** The active release, if it is this one and may still go forward; throws what stops it. */
export function goingOn(ledger: Ledger, releaseId: string): ActiveRelease {
  const cause = mayGoOn(ledger, releaseId);
  if (cause !== undefined) throw ReleaseError.from(cause);
  return ledger.release as ActiveRelease; // the guard saw it
}
