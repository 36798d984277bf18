import { CheckSpec, Verdict } from './checks';
import { LambdaCheckSpec, RecordCheckEvent } from './own-check';
import { EnvironmentName, Weights } from './environment';
import { ReleasePlan } from './plan';
import { Outcome, Phase } from './release';

/**
 * Input of the state machine. A deploy fills all of it; a pipeline that starts a release by hand gives `version` and `image`.
 * The execution's name is the release id.
 */
export interface ReleaseInput {
  readonly version: string;
  /** Container image, or with SageMaker the ARN of a model package; absent means the candidate's own. */
  readonly image?: string;
  /** sha256 of what the version declares; absent means that `prepare` hashes version and image. */
  readonly contentHash?: string;
  /**
   * What is copied into the environment: a task definition, absent means the latest ACTIVE revision of the candidate family; with
   * SageMaker an endpoint config, absent means the declared one.
   */
  readonly candidateArn?: string;
  /** Start although alarms fire or the version was rejected before. The override is recorded. */
  readonly force?: boolean;
  readonly requestedBy?: string;
  /** Release id of an execution that died: this one only cleans up after it. */
  readonly recover?: string;
}

/** Cause of a rollback as the workflow passes it: a Catch result, or a Pass state that wraps a verdict or a look. */
export interface WorkflowCause {
  readonly Error: string;
  /** Text; JSON of a `Verdict` for `CheckFailed`, JSON of a `WatchResult` for `WatchFailed`. */
  readonly Cause: string;
}

// --- release -------------------------------------------------------------------------------------------------------

export interface PrepareEvent {
  readonly action: 'prepare';
  readonly executionArn: string;
  readonly releaseId: string;
  readonly input: ReleaseInput;
}

/** What the workflow knows from `prepare` on; the workflow keeps it at `$.release`. */
export interface PreparedRelease {
  /** `noop`: the version is live already, nothing to do. */
  readonly decision: 'start' | 'noop';
  readonly releaseId: string;
  readonly version: string;
  /** Environment that the release fills. */
  readonly environment: EnvironmentName;
  /** Environment that is live, or '' on the first release. */
  readonly liveEnvironment: EnvironmentName | '';
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

// --- environment-ecs, environment-sagemaker -------------------------------------------------------------------------

export interface ProvisionEvent {
  readonly action: 'provision';
  readonly releaseId: string;
}

export interface ProvisionResult {
  /** Of the task definition revision or endpoint config that the release copied its candidate to. */
  readonly copyArn: string;
  /** Targets of the environment that should be healthy: its tasks, or with SageMaker those of the gateway. */
  readonly desiredCount: number;
}

export interface PollEvent {
  readonly action: 'poll';
  readonly releaseId: string;
}

export interface PollResult {
  readonly status: 'ready' | 'pending';
  readonly reason: string;
  readonly healthyTargets: number;
  readonly desiredCount: number;
}

/** Raises the environment of the version before to the size that the release's own has by now. */
export interface MatchEvent {
  readonly action: 'match';
  readonly releaseId: string;
}

export interface MatchResult {
  /** Environment that traffic would go back to, or '' when there is none. */
  readonly environment: EnvironmentName | '';
  readonly desiredCount: number;
}

/** After the promotion: normal scaling on the live environment. */
export interface SettleEvent {
  readonly action: 'settle';
  readonly releaseId: string;
}

export interface SettleResult {
  readonly environment: EnvironmentName;
}

/** Empties the environment that lost (old one after standby, failed one after its retention). */
export interface RetireEvent {
  readonly action: 'retire';
  readonly releaseId: string;
  /** `old`: the previous version; `failed`: the release's own environment, and what the release made for it. */
  readonly which: 'old' | 'failed';
}

export interface RetireResult {
  readonly environment: EnvironmentName | '';
  readonly retired: boolean;
  readonly reason: string;
}

export type EnvironmentFunctionEvent = ProvisionEvent | PollEvent | MatchEvent | SettleEvent | RetireEvent;
export type EnvironmentFunctionResult = ProvisionResult | PollResult | MatchResult | SettleResult | RetireResult;

// --- check ---------------------------------------------------------------------------------------------------------

export interface CheckEvent {
  readonly action: 'check';
  readonly releaseId: string;
  readonly spec: Exclude<CheckSpec, LambdaCheckSpec>;
}

/** The release goes back: nothing of it may still be mirrored. */
export interface StopMirroringEvent {
  readonly action: 'stop-mirroring';
  readonly releaseId: string;
}

export type CheckFunctionEvent = CheckEvent | RecordCheckEvent | StopMirroringEvent;

/** A verdict; one that is PENDING is asked for again. */
export interface CheckResult extends Verdict {
  /** Seconds until then; 0 when the check is over. */
  readonly waitSeconds: number;
  /** True when the release goes on with `INSUFFICIENT_DATA`: there is nothing that the check could measure. The reason says why. */
  readonly exempt: boolean;
}

export interface StopMirroringResult {
  /** False when nothing was mirrored. */
  readonly stopped: boolean;
}

// --- traffic -------------------------------------------------------------------------------------------------------

export interface ShiftEvent {
  readonly action: 'shift';
  readonly releaseId: string;
  /** Index into the plan's steps. */
  readonly stepIndex: number;
}

export interface ShiftResult {
  readonly stepIndex: number;
  readonly weights: Weights;
  /** True when this was the plan's last step. */
  readonly last: boolean;
}

export interface RollbackEvent {
  readonly action: 'rollback';
  readonly releaseId: string;
  readonly cause: WorkflowCause;
}

export interface RollbackResult {
  /** False when production traffic had never left the stable side. */
  readonly moved: boolean;
  readonly weights: Weights;
}

/** An operator's emergency rollback, from the command line. */
export interface EmergencyEvent {
  readonly action: 'emergency';
  readonly reason: string;
  readonly requestedBy: string;
}

export interface ReadEvent {
  readonly action: 'read';
}

/** What CloudWatch sends when an alarm action names a function (only the fields that we read). */
export interface AlarmEvent {
  readonly source: 'aws.cloudwatch';
  readonly alarmArn: string;
  readonly time: string;
  readonly alarmData: {
    readonly alarmName: string;
    readonly state: { readonly value: string; readonly reason: string; readonly timestamp?: string };
  };
}

export type TrafficFunctionEvent = ShiftEvent | RollbackEvent | EmergencyEvent | ReadEvent | AlarmEvent;

/** Answer to an alarm or an operator. */
export interface EmergencyResult {
  readonly action: 'rolled-back' | 'held' | 'ignored';
  readonly reason: string;
  readonly weights: Weights;
}

// --- watch ---------------------------------------------------------------------------------------------------------

export interface WatchEvent {
  readonly action: 'before' | 'watch';
  readonly releaseId: string;
}

/** One look. `done`: the phase's time is over and nothing speaks against going on. */
export interface WatchResult {
  readonly decision: 'continue' | 'done' | 'roll-back';
  readonly reason: string;
  readonly evidence: Record<string, unknown>;
}

// --- model-release (the deploy-time trigger) -----------------------------------------------------------------------

/** Properties of `Custom::ModelRelease`; CloudFormation turns every scalar into a string. */
export interface ModelReleaseProperties {
  readonly Version: string;
  /** JSON of what the version declares; the handler hashes it and drops it. */
  readonly Content: string;
  readonly Image: string;
  /** Of the declared task definition or endpoint config. */
  readonly CandidateArn: string;
  /** 'true' when the deploy returns as soon as the release has started. */
  readonly ReturnAtStart: string;
  /** 'true' to release a version that was rejected before, or while alarms fire. */
  readonly Force: string;
}

/** The workflow's call that answers the waiting deploy, if there is one. */
export interface AnswerEvent {
  readonly action: 'answer';
  readonly releaseId: string;
  /** Set on the way of a refused start, whose release never entered the ledger. */
  readonly refusal?: WorkflowCause;
}

// --- the other custom resources ------------------------------------------------------------------------------------

/** Properties of `Custom::ProductionRoute`. */
export interface ProductionRouteProperties {
  readonly ListenerArn: string;
  /** Decimal text. */
  readonly Priority: string;
  /** Conditions as ELBv2 `RuleCondition` JSON text. */
  readonly Conditions: string;
  readonly BlueTargetGroupArn: string;
  readonly GreenTargetGroupArn: string;
}

/** Properties of `Custom::EcsEnvironments`: seeds both families, cleans up on delete. */
export interface EcsEnvironmentsProperties {
  readonly CandidateTaskDefinitionArn: string;
  readonly Cluster: string;
  /** Container behind the load balancer; `model` in stacks that were deployed before there were others. */
  readonly TargetContainer?: string;
}
