import type { Json, Outcome } from '../../asl';

/** One execution as the interpreter gets it. */
export interface ExecutionRequest {
  /** ASL text, as it was when the execution started. */
  readonly definition: string;
  readonly input: Json;
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly roleArn: string;
  /** Aborted by StopExecution, with a `StopRequest` as its reason. */
  readonly signal: AbortSignal;
}

/** Runs state machines; the emulated Step Functions keeps their books. */
export interface ExecutionRunner {
  /** Throws, saying why, when a definition can't be run. */
  validate(definition: string): void;
  /** Resolves for every way in which an execution can end in AWS. */
  run(request: ExecutionRequest): Promise<Outcome>;
}
