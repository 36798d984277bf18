import { LagReading } from '../../../lag/lag-reading';
import { TargetFault } from '../../../traffic/faults';
import { Board } from './board';
import { Invoked } from './invocation-metrics';
import { Outcome } from './invocation-minute';

/** What the runtime's thread is given when it starts. */
export interface RuntimeSettings {
  readonly region: string;
  readonly accountId: string;
  readonly seed: number;
  /** Real milliseconds that a container has for its whole answer. */
  readonly modelTimeoutMs: number;
}

/** A call that may be made or not, as the account decides. */
export interface Question {
  readonly accessKeyId: string;
  readonly operation: string;
  readonly endpointName: string;
}

/** An `AwsError` as plain data. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly details: Record<string, unknown>;
}

/** How one invocation of what went. */
export type CountedOutcome = readonly [Invoked, Outcome];

export type ToRuntime =
  | { readonly type: 'board'; readonly board: Board }
  | { readonly type: 'decision'; readonly id: number; readonly refusal?: Refusal }
  /** From now on, the models of an endpoint go wrong. */
  | { readonly type: 'fault'; readonly endpointName: string; readonly fault: TargetFault }
  /** An instance that stands on no board any more: tell when it answers no request. */
  | { readonly type: 'drain'; readonly ip: string }
  /** Hand on what was counted. */
  | { readonly type: 'settle'; readonly id: number };

export type FromRuntime =
  | { readonly type: 'listening'; readonly endpoint: string }
  | { readonly type: 'question'; readonly id: number; readonly question: Question }
  | { readonly type: 'outcomes'; readonly outcomes: readonly CountedOutcome[] }
  | { readonly type: 'drained'; readonly ip: string }
  | { readonly type: 'settled'; readonly id: number }
  | { readonly type: 'lag'; readonly lag: LagReading };
