import { FunctionDeath } from './faults';
import { WorkerOutcome } from './function-worker';

/** One finished invocation, for reports. */
export interface InvocationRecord {
  readonly functionName: string;
  readonly requestId: string;
  /** Virtual times. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: WorkerOutcome;
  /** The most memory that its worker had held by its end, as Lambda's own reports say it, and the declared one, MB. */
  readonly memory: { readonly usedMb: number; readonly declaredMb: number };
  /** What the function wrote to the console. */
  readonly output: string;
  /** How a fault made it die, if one did. */
  readonly death?: FunctionDeath;
}
