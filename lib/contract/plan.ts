/** One step of a traffic shift. */
export interface ShiftStep {
  /** Share of production traffic on the new version, 1 to 100 percent. */
  readonly percent: number;
  /** How long the step is watched before the next one, seconds; 0 goes on at once. */
  readonly bakeSeconds: number;
}

/** Everything that a release does, in seconds, fixed when it starts. Written into the state machine input by `prepare`. */
export interface ReleasePlan {
  readonly steps: readonly ShiftStep[];
  readonly bakeSeconds: number;
  readonly standbySeconds: number;
  readonly watchIntervalSeconds: number;
  /** Seconds between two looks at an environment that is starting or stopping. */
  readonly pollIntervalSeconds: number;
  readonly provisionTimeoutSeconds: number;
  /** How long a failed environment is kept before it is scaled in. */
  readonly failedEnvironmentRetentionSeconds: number;
}
