import { BuiltInCheckSpec, Verdict } from '../checks';
import { RecordCheckEvent } from '../own-check';

export interface CheckEvent {
  readonly action: 'check';
  readonly releaseId: string;
  readonly spec: BuiltInCheckSpec;
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
