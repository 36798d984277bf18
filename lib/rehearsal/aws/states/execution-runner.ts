import type { ChildEnd, Json, MapRunDefinition, Outcome, StateMachine } from '../../asl';

/** The executions of a Map Run, as the one that opened it sees them. */
export interface ChildExecutions {
  readonly mapRunArn: string;
  /** Resolves at the end of a child that was started. */
  readonly ended: (executionArn: string) => Promise<ChildEnd>;
  /** Ends a running child; harmless when it has ended. */
  readonly stop: (executionArn: string) => void;
  readonly close: () => void;
}

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
  /** Instead of the definition: the processor of a child execution of a Map Run. */
  readonly processor?: StateMachine;
  /** Resolves at the end of an execution that was started before, in the same account. */
  readonly ended: (executionArn: string) => Promise<ChildEnd>;
  readonly openMapRun: (definition: MapRunDefinition, id: string) => ChildExecutions;
}

/** Runs state machines; the emulated Step Functions keeps their books. */
export interface ExecutionRunner {
  /** Throws, saying why, when a definition can't be run. */
  validate(definition: string): void;
  /** Resolves for every way in which an execution can end in AWS. */
  run(request: ExecutionRequest): Promise<Outcome>;
}
