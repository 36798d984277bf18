import { EnvironmentName } from '../environment';
import { ReleasePlan } from '../plan';
import { Outcome, Phase } from '../release';
import { ReleaseInput, ReturnInput } from './workflow';

export interface PrepareEvent {
  readonly action: 'prepare';
  readonly executionArn: string;
  readonly releaseId: string;
  readonly input: ReleaseInput | ReturnInput;
  /** Names of the checks that a return leaves out. */
  readonly checks?: readonly string[];
}

/** What the workflow knows from `prepare` on; the workflow keeps it at `$.release`. */
export interface PreparedRelease {
  /** `noop`: the version is live already, or an approval event wants nothing new: nothing to do. */
  readonly decision: 'start' | 'noop';
  readonly releaseId: string;
  readonly version: string;
  /** Environment that the release fills. */
  readonly environment: EnvironmentName;
  /** Environment that is live, or '' on the first release. */
  readonly liveEnvironment: EnvironmentName | '';
  /** True when the release brings the version before back: it is filled and switched to, without checks. */
  readonly isReturn: boolean;
  readonly plan: ReleasePlan;
}

export interface PhaseEvent {
  readonly action: 'phase';
  readonly releaseId: string;
  readonly phase: Phase;
}

export interface PromoteEvent {
  readonly action: 'promote';
  readonly releaseId: string;
}

/** A check waits for a person: tell people. */
export interface AskApprovalEvent {
  readonly action: 'ask-approval';
  readonly releaseId: string;
  readonly check: string;
  readonly timeoutSeconds: number;
  /** As in `ApprovalSpec`. */
  readonly when?: 'roll-forward-only';
}

/** Traffic is back (or never moved): record the reason, reject the version, tell people. */
export interface RolledBackEvent {
  readonly action: 'rolled-back';
  readonly releaseId: string;
}

export interface FinishEvent {
  readonly action: 'finish';
  readonly releaseId: string;
}

export interface FinishResult {
  readonly outcome: Outcome;
  readonly reason: string;
}

/** Takes over the lock of an execution that died. */
export interface AdoptEvent {
  readonly action: 'adopt';
  readonly executionArn: string;
  /** Release id of the dead execution. */
  readonly releaseId: string;
}

export interface AdoptResult extends PreparedRelease {
  /** `roll-back` before the promotion, `continue` after it, `none` when nothing is left to do, `given-up` when people have to. */
  readonly next: 'roll-back' | 'continue' | 'none' | 'given-up';
}

export type ReleaseFunctionEvent =
  PrepareEvent | PhaseEvent | PromoteEvent | AskApprovalEvent | RolledBackEvent | FinishEvent | AdoptEvent;
