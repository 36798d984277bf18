import { EnvironmentName } from '../environment';

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
  /** ISO time from which the environment is waited for; absent means since the phase began. */
  readonly since?: string;
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
