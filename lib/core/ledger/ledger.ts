import {
  DeployedVersion,
  EnvironmentName,
  Outcome,
  Phase,
  ReleaseAnalysis,
  ReleasePlan,
  RollbackReason,
  Verdict,
  VersionRef,
  Weights,
} from '../../contract/index';
import { OperatorWishes } from '../operator-wishes';

/** A version that failed a release; refused from then on unless forced. */
export interface RejectedVersion extends VersionRef {
  readonly releaseId: string;
  readonly byHand?: boolean;
  readonly reason: string;
  readonly at: string;
}

/** An operator's wish to abort; honoured at the next look of any state. */
export interface AbortRequest {
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

/** What makes a release a return: it brings the version before back, which was live, and brings nothing new. */
export interface Returning {
  /** Of the copy that ran while the version was live: nothing else may run. */
  readonly copyArn: string;
  /** Version that is left, and the release that made it live. */
  readonly left: Pick<DeployedVersion, 'version' | 'releaseId'>;
  /** In the words of who asked for it. */
  readonly reason: string;
}

/** The release that holds the model's lock. */
export interface ActiveRelease extends VersionRef {
  readonly releaseId: string;
  readonly executionArn: string;
  /** True when the hash covers version and image only. */
  readonly byHand?: boolean;
  /** Environment that the release fills. */
  readonly environment: EnvironmentName;
  /** Of the task definition or endpoint config to copy; absent means the declared one. */
  readonly candidateArn?: string;
  readonly returning?: Returning;
  readonly plan: ReleasePlan;
  readonly phase: Phase;
  readonly startedAt: string;
  readonly phaseSince: string;
  /** ISO time at which `executionArn` took the release over from a dead one, if it did. */
  readonly heldSince?: string;
  readonly forced: boolean;
  readonly requestedBy: string;
  /** Release id of the dead release that this one ended when it took the lock. */
  readonly tookOverFrom?: string;
  /** Of the copy that was made of it, as in `DeployedVersion`. Set by `provision`, with the count. */
  readonly copyArn?: string;
  readonly desiredCount?: number;
  /** Index of the shift step whose weights were written last; undefined before the first. */
  readonly stepIndex?: number;
  /** ISO time of that step's read-back. */
  readonly stepSince?: string;
  /** True from the moment before the first ModifyRule: traffic may be on the new version. */
  readonly trafficMayHaveMoved: boolean;
  readonly promoted: boolean;
  readonly verdicts: readonly Verdict[];
  /** What the judge has read so far; absent before the shift, and without an analysis. */
  readonly analysis?: ReleaseAnalysis;
  readonly abort?: AbortRequest;
  /** What operators have asked of it. */
  readonly wishes?: OperatorWishes;
  readonly rollback?: RollbackReason;
  /** Weights were read back on the stable side after `rollback`. */
  readonly trafficRestoredAt?: string;
  /** Executions in a row that took the release over from a dead one, each of which died in this phase. */
  readonly recoveries?: { readonly phase: Phase; readonly count: number };
  /** Execution that found too many of them, and left the release to people. */
  readonly givenUpBy?: string;
}

/** How the last release ended; what a repeated `finish` and the deploy's answer read. */
export interface EndedRelease extends VersionRef {
  readonly releaseId: string;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly evidence: Record<string, unknown>;
  readonly endedAt: string;
  /** ARN of the execution that is to be stopped, of a release that went away with its stack. */
  readonly abandonedExecution?: string;
}

/** The one document of a model. Written whole, under a condition on `revision`. */
export interface Ledger {
  readonly modelName: string;
  /** Counts writes; 0 means that the item does not exist yet. */
  readonly revision: number;
  /** The last known-good version: promoted, and not rolled back since. */
  readonly live?: DeployedVersion;
  /** The version before, still warm, while the release that replaced it is in standby. */
  readonly standby?: DeployedVersion;
  /** The version that the live one replaced, after its standby time: scaled to zero, but kept as it was, for a return. */
  readonly before?: DeployedVersion;
  readonly release?: ActiveRelease;
  /** Newest first, 20 at most. */
  readonly rejected: readonly RejectedVersion[];
  /** Newest first, 10 at most. */
  readonly ended: readonly EndedRelease[];
  /** What the traffic function wrote and read back last. */
  readonly weights: Weights;
}

export function emptyLedger(modelName: string): Ledger {
  return { modelName, revision: 0, rejected: [], ended: [], weights: { blue: 0, green: 0 } };
}
