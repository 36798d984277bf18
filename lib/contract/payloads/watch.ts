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
