import * as z from 'zod';
import {
  choiceSchema,
  failSchema,
  mapSchema,
  parallelSchema,
  passSchema,
  succeedSchema,
  taskSchema,
  waitSchema,
} from './state-schemas';

export type PassState = z.output<typeof passSchema>;
export type TaskState = z.output<typeof taskSchema>;
export type ChoiceState = z.output<typeof choiceSchema>;
export type WaitState = z.output<typeof waitSchema>;
export type SucceedState = z.output<typeof succeedSchema>;
export type FailState = z.output<typeof failSchema>;
export type MapState = Omit<z.output<typeof mapSchema>, 'ItemProcessor'> & {
  readonly ItemProcessor: Flow;
  /** Kind of the child executions of a distributed Map; undefined: the Map is inline, its iterations are no executions. */
  readonly executionType?: ExecutionType;
};
export type ExecutionType = 'STANDARD' | 'EXPRESS';
export type ParallelState = Omit<z.output<typeof parallelSchema>, 'Branches'> & { readonly Branches: readonly Flow[] };

/** A state as the definition writes it, with paths, templates and rules parsed. */
export type State =
  PassState | TaskState | ChoiceState | WaitState | SucceedState | FailState | MapState | ParallelState;

/** States that lead to each other: a machine, a branch of a Parallel state or the processor of a Map state. */
export interface Flow {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

/** A definition that is sound: every path parses, every transition leads somewhere, every state can be reached. */
export interface StateMachine extends Flow {
  /** Virtual seconds an execution may take; undefined: no limit. */
  readonly timeoutSeconds?: number;
}

/** Everything that is wrong with a definition. */
export class InvalidStateMachine extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      `the state machine has ${problems.length} problem(s):\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    );
    this.name = 'InvalidStateMachine';
  }
}
