import { Clock } from '../../clock';
import { Scope } from '../intrinsics/evaluate';
import { Json, JsonObject } from '../json';
import { Random } from '../random';
import { ExecutionEvent } from './events';
import { History } from './history';
import { InvokeLambda } from './lambda';
import { MapRuns } from './map-runs';
import { RunNested } from './nested';

/** What all states of an execution share. */
export interface Runtime {
  readonly clock: Clock;
  readonly random: Random;
  readonly history: History;
  readonly invokeLambda: InvokeLambda;
  readonly mapRuns: MapRuns | undefined;
  readonly runNested: RunNested | undefined;
  /** Real milliseconds that a task gets at least. */
  readonly minimumTaskMs: number;
  readonly report: (event: ExecutionEvent) => void;
  /** `Execution` and `StateMachine` of the context object. */
  readonly context: JsonObject;
}

/** What the states of one flow share. */
export interface FlowScope {
  readonly runtime: Runtime;
  /** Aborted when the flow must end: stop, timeout of the machine, failure of a sibling. */
  readonly signal: AbortSignal;
  /** `Map.Item` of the context object: inside a Map state's processor. */
  readonly mapItem?: JsonObject;
  readonly within: readonly string[];
}

/** One visit of a state. */
export interface Visit extends FlowScope {
  readonly state: string;
  /** ISO time. */
  readonly enteredTime: string;
  /** Retries so far in this visit. */
  readonly retryCount: number;
}

/** What paths of the state see. */
export function scopeOf(visit: Visit, data: Json): Scope {
  const { runtime, mapItem } = visit;
  const context = {
    ...runtime.context,
    State: { Name: visit.state, EnteredTime: visit.enteredTime, RetryCount: visit.retryCount },
    ...(mapItem !== undefined && { Map: { Item: mapItem } }),
  };
  return { data, context, random: runtime.random };
}
