import { EnvironmentName, Weights } from './environment';

/** Where a release is. The legal transitions are `core/ledger/transitions.ts`. */
export type Phase =
  | 'preparing'
  | 'provisioning'
  | 'checking'
  | 'shifting'
  | 'baking'
  | 'standby'
  | 'retiring'
  | 'rolling-back'
  | 'retiring-failed';

/** How a release ended. `refused`: it never started, nothing was touched. */
export type Outcome = 'promoted' | 'rolled-back' | 'refused';

/** Who or what asked for a rollback. */
export type RollbackTrigger = 'alarm' | 'watch' | 'judge' | 'check' | 'abort' | 'error' | 'operator' | 'execution-died';

/** Why traffic goes (or went) back, with the numbers. */
export interface RollbackReason {
  readonly trigger: RollbackTrigger;
  /** One sentence for people. */
  readonly reason: string;
  readonly evidence: Record<string, unknown>;
  /** ISO time of the decision. */
  readonly at: string;
}

/** What a release brings. */
export interface VersionRef {
  readonly version: string;
  /** sha256 of what the version declares (image, command, environment). Two versions with one hash are the same content. */
  readonly contentHash: string;
  readonly image: string;
}

/** A version in an environment, with the release that put it there. */
export interface DeployedVersion extends VersionRef {
  readonly environment: EnvironmentName;
  readonly releaseId: string;
  /** Of the release's copy of its candidate, which the environment runs: a task definition revision or an endpoint config. */
  readonly copyArn: string;
  readonly since: string;
}

/** Detail of the EventBridge event, and body of the SNS message, of every phase change. */
export interface ReleaseEventDetail {
  readonly modelName: string;
  readonly releaseId: string;
  readonly version: string;
  readonly environment: EnvironmentName;
  /**
   * `awaiting-approval`: somebody is asked, by a check in phase `checking` or by the judge in a later one, where the release stays.
   * `given-up`: too many executions died one after the other, and people have to recover the release.
   */
  readonly phase: Phase | Outcome | 'awaiting-approval' | 'given-up';
  readonly reason: string;
  readonly evidence: Record<string, unknown>;
  readonly weights: Weights;
  readonly at: string;
}
