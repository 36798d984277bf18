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
  /**
   * An approval event of the model registry asks, which may come twice, late, or for another change of an approved package. Nothing
   * is released, and the execution ends well, when the package is live or under way already, or older than the live one.
   */
  readonly byRegistry?: boolean;
  /** Release id of an execution that died: this one only cleans up after it. */
  readonly recover?: string;
}

/**
 * Input of the state machine that brings the version before back, with which `bluegreen rollback` starts it. It has no version of its
 * own, so that a workflow that knows no returns refuses it, instead of releasing today's candidate under an old name.
 */
export interface ReturnInput {
  readonly back: ReturnOrder;
  readonly requestedBy: string;
}

export interface ReturnOrder {
  /** That is to come back; the return is refused when the ledger knows another one as the version before. */
  readonly version: string;
  /** Release id of the live version that is left; the return is refused when another one is live by then. */
  readonly leaves: string;
  readonly reason: string;
}

/** Cause of a rollback as the workflow passes it: a Catch result, or a Pass state that wraps a verdict or a look. */
export interface WorkflowCause {
  readonly Error: string;
  /** Text; JSON of a `Verdict` for `CheckFailed`, JSON of a `WatchResult` for `WatchFailed`. */
  readonly Cause: string;
}
