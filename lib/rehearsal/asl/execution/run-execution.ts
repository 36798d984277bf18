import { Clock } from '../../clock';
import { StateMachine } from '../definition/state-machine';
import { StateFailure, StatesError } from '../failure';
import { Json, JsonObject } from '../json';
import { seededRandom } from '../random';
import { unboundedController } from './cancellation';
import { ExecutionEvent } from './events';
import { History, HistoryEvent } from './history';
import { InvokeLambda } from './lambda';
import { MapRuns } from './map-runs';
import { RunNested } from './nested';
import { failureParts } from './recovery';
import { runFlow } from './run-flow';
import { FlowScope } from './scope';

export interface ExecutionOptions {
  readonly machine: StateMachine;
  readonly input: Json;
  readonly executionArn: string;
  /** Name of the execution. */
  readonly name: string;
  readonly stateMachineArn: string;
  /** @default - no `RoleArn` in the context object */
  readonly roleArn?: string;
  readonly clock: Clock;
  /** Any integer: jitter, States.UUID and States.MathRandom repeat for the same seed. */
  readonly seed: number;
  readonly invokeLambda: InvokeLambda;
  /** @default - a distributed Map ends the execution with an error that nothing handles */
  readonly mapRuns?: MapRuns;
  /** @default - a Task that starts an execution ends this one with an error that nothing handles */
  readonly runNested?: RunNested;
  readonly onEvent?: (event: ExecutionEvent) => void;
  /**
   * Real milliseconds that a task gets at least before its timeout, whatever the clock's speed: functions work in real time.
   *
   * @default 0
   */
  readonly minimumTaskMs?: number;
  /** Stops the execution when aborted; with a `StopRequest` as its reason, that error and cause are reported. */
  readonly signal?: AbortSignal;
}

interface Ended {
  readonly history: readonly HistoryEvent[];
  /** Virtual milliseconds since 1970. */
  readonly startedAt: number;
  readonly stoppedAt: number;
}

export type Outcome =
  | { readonly status: 'SUCCEEDED'; readonly output: Json }
  | { readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'; readonly error?: string; readonly cause?: string };

export type ExecutionResult = Outcome & Ended;

/** What StopExecution says about why. */
export class StopRequest extends Error {
  constructor(
    readonly error?: string,
    override readonly cause?: string,
  ) {
    super('the execution was stopped');
    this.name = 'StopRequest';
  }
}

/** Ends every state of an execution, past all Retry and Catch. */
class Interruption extends Error {
  constructor(readonly outcome: Outcome) {
    super(`the execution is ${outcome.status}`);
  }
}

const END_EVENTS: Readonly<Record<Outcome['status'], string>> = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
};

/**
 * Runs a state machine to its end on the given clock. Resolves for every way an execution can end in AWS; rejects only with an
 * error that no definition can handle: the clock was stopped, or `invokeLambda` threw something else than LambdaInvocationError.
 */
export async function runExecution(options: ExecutionOptions): Promise<ExecutionResult> {
  const { clock, machine, input } = options;
  const startedAt = clock.now();
  const history = new History(() => clock.now());
  history.record('ExecutionStarted', { input });
  const { signal, detach } = interruptions(options, startedAt);
  try {
    const outcome = await outcomeOf(runFlow(machine, input, flowScope(options, startedAt, history, signal)));
    history.end(END_EVENTS[outcome.status], endDetails(outcome));
    return { ...outcome, history: history.events, startedAt, stoppedAt: clock.now() };
  } finally {
    detach();
  }
}

async function outcomeOf(run: Promise<Json>): Promise<Outcome> {
  try {
    return { status: 'SUCCEEDED', output: await run };
  } catch (error) {
    if (error instanceof Interruption) return error.outcome;
    if (error instanceof StateFailure) return { status: 'FAILED', ...failureParts(error) };
    throw error;
  }
}

/** A signal that stops the execution: on request, or when the machine's time is over. */
function interruptions({ clock, machine, signal }: ExecutionOptions, startedAt: number) {
  const controller = unboundedController();
  const stop = (): void => controller.abort(new Interruption(abortedOutcome(signal?.reason)));
  if (signal?.aborted === true) stop();
  signal?.addEventListener('abort', stop);
  const timedOut = new Interruption({ status: 'TIMED_OUT', error: StatesError.TIMEOUT });
  const cancelTimeout =
    machine.timeoutSeconds === undefined
      ? () => undefined
      : clock.at(startedAt + machine.timeoutSeconds * 1000, () => controller.abort(timedOut));
  const detach = (): void => {
    signal?.removeEventListener('abort', stop);
    cancelTimeout();
  };
  return { signal: controller.signal, detach };
}

function abortedOutcome(reason: unknown): Outcome {
  if (!(reason instanceof StopRequest)) return { status: 'ABORTED' };
  const { error, cause } = reason;
  return { status: 'ABORTED', ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}

function flowScope(options: ExecutionOptions, startedAt: number, history: History, signal: AbortSignal): FlowScope {
  const { clock, seed, invokeLambda, mapRuns, runNested, onEvent } = options;
  const runtime = {
    clock,
    random: seededRandom(seed),
    history,
    invokeLambda,
    mapRuns,
    runNested,
    minimumTaskMs: options.minimumTaskMs ?? 0,
    report: (event: ExecutionEvent) => onEvent?.(event),
    context: contextOf(options, startedAt),
  };
  return { runtime, signal, within: [] };
}

function contextOf(
  { executionArn, name, input, roleArn, stateMachineArn }: ExecutionOptions,
  startedAt: number,
): JsonObject {
  return {
    Execution: {
      Id: executionArn,
      Name: name,
      Input: input,
      StartTime: new Date(startedAt).toISOString(),
      RedriveCount: 0,
      ...(roleArn !== undefined && { RoleArn: roleArn }),
    },
    StateMachine: { Id: stateMachineArn, Name: stateMachineArn.split(':').at(-1) ?? stateMachineArn },
  };
}

function endDetails(outcome: Outcome) {
  if (outcome.status === 'SUCCEEDED') return { output: outcome.output };
  return {
    ...(outcome.error !== undefined && { error: outcome.error }),
    ...(outcome.cause !== undefined && { cause: outcome.cause }),
  };
}
