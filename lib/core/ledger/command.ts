import {
  EnvironmentName,
  Phase,
  ReleaseAnalysis,
  ReleasePlan,
  ReturnOrder,
  RollbackReason,
  Verdict,
  VersionRef,
  Weights,
} from '../../contract';
import { WishKind } from '../operator-wishes';
import { ActiveRelease } from './ledger';

/** Takes the lock for a new release. */
export interface StartCommand extends VersionRef {
  readonly kind: 'start';
  readonly releaseId: string;
  readonly executionArn: string;
  /** True when the hash covers version and image only, because nobody told what else the version declares. */
  readonly byHand?: boolean;
  /** True when an approval event of the model registry asks, as in `ReleaseInput`. */
  readonly byRegistry?: boolean;
  readonly candidateArn?: string;
  readonly plan: ReleasePlan;
  readonly force: boolean;
  /** Why no release may start now; empty when it may. Force overrides it. */
  readonly frozenBecause: readonly string[];
  readonly requestedBy: string;
  /** Execution that was seen not to run any more: if it still holds the lock, the lock is taken over. */
  readonly deadExecutionArn?: string;
}

/** Takes the lock to bring the version before back. */
export interface StartReturnCommand extends ReturnOrder {
  readonly kind: 'start-return';
  readonly releaseId: string;
  readonly executionArn: string;
  /** The model's own; what a return leaves out of it is left out here. */
  readonly plan: ReleasePlan;
  /** Names of the checks that are left out. */
  readonly skippedChecks: readonly string[];
  readonly requestedBy: string;
  /** As in `StartCommand`. */
  readonly deadExecutionArn?: string;
}

/** Takes the lock over from an execution that died, to clean up after it. */
export interface AdoptCommand {
  readonly kind: 'adopt';
  readonly executionArn: string;
  /** Name of the dead execution: a release id, or the name of an earlier recovery. */
  readonly deadExecutionName: string;
}

export interface EnterPhaseCommand {
  readonly kind: 'enter-phase';
  readonly releaseId: string;
  readonly phase: Phase;
}

export interface ProvisionedCommand {
  readonly kind: 'provisioned';
  readonly releaseId: string;
  readonly copyArn: string;
  readonly desiredCount: number;
  /** Image that the environment runs, for a release that was started without naming one. */
  readonly image: string;
}

export interface RecordVerdictCommand {
  readonly kind: 'record-verdict';
  readonly releaseId: string;
  readonly verdict: Verdict;
}

/** Keeps what the judge has read, so that each minute counts once. */
export interface RecordAnalysisCommand {
  readonly kind: 'record-analysis';
  readonly releaseId: string;
  /** What the ledger knew when the minutes were read; another look that was faster makes this one void. */
  readonly known: ReleaseAnalysis | undefined;
  readonly analysis: ReleaseAnalysis;
}

/** Written before weights change: from here on traffic may be on the new version, whatever happens to the writer. */
export interface IntendShiftCommand {
  readonly kind: 'intend-shift';
  readonly releaseId: string;
  readonly stepIndex: number;
}

/** Written after the weights of a step were read back. */
export interface ShiftedCommand {
  readonly kind: 'shifted';
  readonly releaseId: string;
  readonly stepIndex: number;
  readonly weights: Weights;
}

export interface PromoteCommand {
  readonly kind: 'promote';
  readonly releaseId: string;
}

export interface RequestAbortCommand {
  readonly kind: 'request-abort';
  /** Only this release; absent means whichever is active. */
  readonly releaseId?: string;
  /** Leaves a release alone that was promoted already. */
  readonly unlessPromoted?: boolean;
  readonly reason: string;
  readonly by: string;
}

export interface DecideRollbackCommand {
  readonly kind: 'decide-rollback';
  readonly releaseId: string;
  readonly reason: Omit<RollbackReason, 'at'>;
}

/** Written after the weights were read back on the stable side. */
export interface TrafficRestoredCommand {
  readonly kind: 'traffic-restored';
  readonly releaseId: string;
  /** Environment that has all traffic now; undefined when nothing is live (the rule answers 503). */
  readonly environment: EnvironmentName | undefined;
}

/** The release is over on the traffic side: rejects the version if it is to blame. */
export interface RecordRollbackCommand {
  readonly kind: 'record-rollback';
  readonly releaseId: string;
}

/** An operator's wish for a release that goes forward. */
export interface WishCommand {
  readonly kind: 'wish';
  readonly wish: WishKind;
  readonly releaseId: string;
  readonly reason: string;
  readonly by: string;
  /** Of a pause: it is the judge's, and who resumes the release answers it. */
  readonly asks?: true;
  /** Where the operator saw the release, for a wish about the time there. */
  readonly seen?: Pick<ActiveRelease, 'phase' | 'stepIndex'>;
}

/** Frees the lock. */
export interface FinishCommand {
  readonly kind: 'finish';
  readonly releaseId: string;
}

/** The model goes away with its stack: the active release ends where it stands. */
export interface AbandonCommand {
  readonly kind: 'abandon';
  readonly reason: string;
}

/** Everything that may be asked of a ledger. */
export type LedgerCommand =
  | StartCommand
  | StartReturnCommand
  | AdoptCommand
  | EnterPhaseCommand
  | ProvisionedCommand
  | RecordVerdictCommand
  | RecordAnalysisCommand
  | IntendShiftCommand
  | ShiftedCommand
  | PromoteCommand
  | RequestAbortCommand
  | WishCommand
  | DecideRollbackCommand
  | TrafficRestoredCommand
  | RecordRollbackCommand
  | FinishCommand
  | AbandonCommand;
