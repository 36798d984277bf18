export interface WatchEvent {
  readonly action: 'before' | 'watch';
  readonly releaseId: string;
  /** JSON of `OwnGuardrail[]`: what the model measures itself. Text, because its metrics are only known when the template is written. */
  readonly guardrails?: string;
}

/** The release goes back, and its traffic is back: nobody's callers are protected from it any more. */
export interface StopProtectingEvent {
  readonly action: 'stop-protecting';
  readonly releaseId: string;
}

export interface StopProtectingResult {
  /** False when nobody was protected. */
  readonly stopped: boolean;
}

export type WatchFunctionEvent = WatchEvent | StopProtectingEvent;
export type WatchFunctionResult = WatchResult | StopProtectingResult;

/** One look. `done`: the phase's time is over and nothing speaks against going on. */
export interface WatchResult {
  readonly decision: 'continue' | 'done' | 'roll-back';
  readonly reason: string;
  readonly evidence: Record<string, unknown>;
}
