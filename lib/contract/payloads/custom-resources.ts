import { WorkflowCause } from './workflow';

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

/** Properties of `Custom::ProductionRoute`. */
export interface ProductionRouteProperties {
  readonly ListenerArn: string;
  /** Decimal text. */
  readonly Priority: string;
  /** Conditions as ELBv2 `RuleCondition` JSON text. */
  readonly Conditions: string;
  readonly BlueTargetGroupArn: string;
  readonly GreenTargetGroupArn: string;
  /** Of the cohort's rule, as the members of the same names; both or none. */
  readonly CohortPriority?: string;
  readonly CohortConditions?: string;
}

/** Properties of `Custom::EcsEnvironments`: seeds both families, cleans up on delete. */
export interface EcsEnvironmentsProperties {
  readonly CandidateTaskDefinitionArn: string;
  readonly Cluster: string;
  /** Container behind the load balancer; `model` in stacks that were deployed before there were others. */
  readonly TargetContainer?: string;
}
