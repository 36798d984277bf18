import { CheckFunction } from '../private/functions/check-function';
import { GoldenSetFunction } from '../private/functions/golden-set-function';
import { PromptSetFunction } from '../private/functions/prompt-set-function';
import { LoadWorkerFunction } from '../private/functions/load-worker-function';
import { ModelFunction } from '../private/model-function';
import { ProbeFunction } from '../private/functions/probe-function';
import { ModelReleaseFunction } from '../private/functions/model-release-function';
import { ReleaseFunction } from '../private/functions/release-function';
import { TrafficFunction } from '../private/functions/traffic-function';
import { WatchFunction } from '../private/functions/watch-function';

/** The functions that the workflow calls. */
export interface ReleaseFunctions {
  readonly release: ReleaseFunction;
  readonly environment: ModelFunction;
  readonly check: CheckFunction;
  readonly traffic: TrafficFunction;
  readonly watch: WatchFunction;
  readonly modelRelease: ModelReleaseFunction;
  /** Where a check sends a golden set. */
  readonly goldenSet?: GoldenSetFunction;
  /** Where a check sends prompts. */
  readonly promptSet?: PromptSetFunction;
  /** Probes versions while they take traffic. */
  readonly probe?: ProbeFunction;
  /** Where a load test sends its load from. */
  readonly loadWorker?: LoadWorkerFunction;
}
