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
  /** What the function wrote to the console. */
  readonly output: string;
  /** How a fault made it die, if one did. */
  readonly death?: FunctionDeath;
}
