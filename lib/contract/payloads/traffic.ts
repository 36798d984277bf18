import { Weights } from '../environment';
import { WorkflowCause } from './workflow';

export interface ShiftEvent {
  readonly action: 'shift';
  readonly releaseId: string;
  /** Index into the plan's steps; a later one is taken when somebody asked to promote in full. */
  readonly stepIndex: number;
}

export interface ShiftResult {
  readonly stepIndex: number;
  readonly weights: Weights;
  /** What follows: another step, the bake, or after a bake with a holdback the promotion. */
  readonly next: 'step' | 'bake' | 'promote';
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
  /** Version that the operator wants to leave: the call counts only if a rollback leaves that one. */
  readonly from?: string;
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
