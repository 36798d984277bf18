import { ModelRequest } from './checks';
import { GoldenDatasetSpec } from './golden-set';
import { LoadRules } from './load';
import { OwnCheckResult } from './own-check';

/** Which requests are sent, in turn. */
export type LoadCorpus =
  | { readonly kind: 'requests'; readonly requests: readonly ModelRequest[] }
  | {
      readonly kind: 'dataset';
      readonly dataset: GoldenDatasetSpec;
      /** Where items are sent that name no path. */
      readonly path: string;
      readonly headers?: Record<string, string>;
    };

/** Sends the idle environment as many requests as the model has to stand, and judges how they were answered. */
export interface LoadTestSpec extends LoadRules {
  readonly kind: 'load-test';
  readonly advisory?: true;
  readonly corpus: LoadCorpus;
}

/** Writes the corpus down for the workers. */
export interface PrepareLoadEvent {
  readonly action: 'prepare';
  readonly releaseId: string;
  readonly spec: LoadTestSpec;
}

/** Says when the workers of a part of the test begin, all at the same time. */
export interface OrderLoadEvent {
  readonly action: 'order';
  readonly releaseId: string;
  readonly rules: LoadRules;
  readonly part: number;
}

/** Sends one worker's requests of a part. */
export interface SendLoadEvent {
  readonly action: 'send';
  readonly releaseId: string;
  readonly rules: LoadRules;
  readonly part: number;
  /** Milliseconds since 1970. */
  readonly startAtMs: number;
  readonly worker: number;
}

/** Puts together what the workers of a part counted, and decides how it goes on. */
export interface CountLoadEvent {
  readonly action: 'count';
  readonly releaseId: string;
  readonly rules: LoadRules;
  readonly part: number;
  readonly startAtMs: number;
}

export type LoadTestEvent = PrepareLoadEvent | OrderLoadEvent | SendLoadEvent | CountLoadEvent;

/** Where the test is: answered by every step but `send`. */
export interface LoadTestStep {
  /** Part that is to come, or under way. */
  readonly part: number;
  /** When it begins, milliseconds since 1970; 0 before that is known. */
  readonly startAtMs: number;
  /** Numbers of its workers, which a Map is made over. */
  readonly workers: readonly number[];
  /** Null until the test is over. */
  readonly result: OwnCheckResult | null;
}
