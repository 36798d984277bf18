import { Duration } from 'aws-cdk-lib';
import { CheckOptions } from './check-mode';
import { GoldenDataset } from './golden-dataset';
import { ModelRequestProps } from './model-request-props';

/** What answers must keep in the stage at the peak. Times are those from the moment at which a request was due to the end of its answer. */
export interface LoadLimitsProps {
  /**
   * Half of the answers must be there by then, above 0 and up to `timeout`. Needs 100 requests in the stage.
   *
   * @default - none
   */
  readonly p50?: Duration;

  /**
   * 90 % of the answers must be there by then. Needs 1,000 requests in the stage.
   *
   * @default - none
   */
  readonly p90?: Duration;

  /**
   * 99 % of the answers must be there by then. Needs 10,000 requests in the stage.
   *
   * @default - none
   */
  readonly p99?: Duration;

  /**
   * Requests that may fail: without an answer in time, or with another status than 2xx; 0 to less than 100 percent.
   *
   * @default 1
   */
  readonly maxErrorPercent?: number;
}

/**
 * Compares how many answers of the new version and of the live one are slow, with the same few requests, in turn: live, new, new, live, and
 * so on. These requests come on top of what the live version's callers send.
 */
export interface LoadComparisonProps {
  /**
   * Share of the peak that each version gets in its turns, above 0 to 10 percent.
   *
   * @default 5
   */
  readonly sharePercent?: number;

  /**
   * Turns of each version, an even number from 4 to 40. Together they must send 1,000 requests at least.
   *
   * @default 8
   */
  readonly pairs?: number;

  /**
   * Length of a turn, 5 to 60 s.
   *
   * @default Duration.seconds(30)
   */
  readonly blockDuration?: Duration;
}

/** A check by as many requests as the model has to stand. */
export interface LoadTestProps extends CheckOptions {
  /**
   * Name of the check, unique in the model: letters, digits, `.`, `_`, `-`.
   *
   * @default 'load-test'
   */
  readonly name?: string;

  /**
   * Requests a second in the busiest minute that the version has to stand, above 0 to 100,000. A good one is the busiest minute of the last
   * week, and a fifth more.
   */
  readonly peakRps: number;

  /**
   * Requests that are sent in turn, 1 to 50. Give these or a `dataset`.
   *
   * @default - those of the dataset
   */
  readonly requests?: ModelRequestProps[];

  /**
   * File whose items are sent in turn, of the shapes that a golden set may have; the first 1,000 items, 8 MB at most. What is right
   * is of no matter.
   *
   * @default - none: `requests`
   */
  readonly dataset?: GoldenDataset;

  /**
   * Path that items of the dataset are sent to which name none.
   *
   * @default - the protocol's path of predictions
   */
  readonly path?: string;

  /**
   * Headers of every item of the dataset.
   *
   * @default - the content type
   */
  readonly headers?: { [name: string]: string };

  /**
   * Requests a second for which the idle environment has capacity, at the size that the live one has in a release. A stage that would send
   * more is an error at synth.
   *
   * @default - not declared
   */
  readonly capacityRps?: number;

  /**
   * Length of each stage, 5 s to 10 min; at the peak it must send 100 requests at least. The warm-up before them takes as long, a minute at most.
   *
   * @default Duration.minutes(2)
   */
  readonly stageDuration?: Duration;

  /**
   * Requests a second that one worker (a function with a core of its own) sends, above 0 to 500; 200 workers at most.
   *
   * @default 50
   */
  readonly rpsPerWorker?: number;

  /**
   * Time until a request counts as failed, from the moment at which it was due, 1 to 60 s.
   *
   * @default Duration.seconds(10)
   */
  readonly timeout?: Duration;

  /**
   * What the answers must keep.
   *
   * @default - 1 % of the requests may fail
   */
  readonly limits?: LoadLimitsProps;

  /**
   * Whether a last stage sends 125 % of the peak, a minute at most. It decides nothing, and is the only one that sends more than the peak.
   *
   * @default false
   */
  readonly beyondPeak?: boolean;

  /**
   * Comparison with the live version. On a model's first release there is none, and nothing is compared.
   *
   * @default - none: the live version gets no request of a load test
   */
  readonly comparison?: LoadComparisonProps;
}
