import { Duration } from 'aws-cdk-lib';
import { CheckOptions } from './check-mode';
import { GoldenDataset } from './golden-dataset';
import { GoldenRule } from './golden-rule';

/** A check by requests of which it is known what is right. */
export interface GoldenSetCheckProps extends CheckOptions {
  /**
   * Name of the check, unique in the model: letters, digits, `.`, `_`, `-`.
   *
   * @default 'golden-set'
   */
  readonly name?: string;

  /** The items. */
  readonly dataset: GoldenDataset;

  /** When an answer is right; all of them must hold. 1 to 10. */
  readonly rules: GoldenRule[];

  /**
   * Path of the list of predictions in the answer to a batch; each of them counts, and the rules' paths start at one of them.
   *
   * @default - an answer is one prediction
   */
  readonly rowsPath?: string;

  /**
   * Right answers without which no version passes, 0 to 100 percent.
   *
   * @default - none: a version is compared with the live one
   */
  readonly minimumScore?: number;

  /**
   * Predictions that must have been judged, 1 to 10,000,000. With fewer than 5 the test against the live version can't fail.
   *
   * @default 5
   */
  readonly minimumItems?: number;

  /**
   * Drop that the set is meant to detect, in points of percent, above 0 to 100. Synth warns of a file that is too small for it, and so does
   * the verdict.
   *
   * @default - none is stated
   */
  readonly smallestDrop?: number;

  /**
   * Predictions that the live version must have answered, so that there is something to compare with, 0 to 100 percent.
   *
   * @default 95
   */
  readonly minimumCoverage?: number;

  /**
   * Path that items are sent to which name none.
   *
   * @default - the protocol's path of predictions
   */
  readonly path?: string;

  /**
   * Headers of every request.
   *
   * @default - the content type
   */
  readonly headers?: { [name: string]: string };

  /**
   * Time until a request counts as failed, 1 to 60 s.
   *
   * @default Duration.seconds(10)
   */
  readonly timeout?: Duration;

  /**
   * Tries per request that gets no answer, or status 429, 502, 503 or 504, 1 to 10.
   *
   * @default 3
   */
  readonly attempts?: number;

  /**
   * Items that a worker has under way, each of them in both environments, 1 to 50.
   *
   * @default 4
   */
  readonly itemsAtATime?: number;

  /**
   * Workers at a time, 1 to 100. The live environment gets as many requests at a time as the new one: `maxConcurrency` × `itemsAtATime`.
   *
   * @default 10
   */
  readonly maxConcurrency?: number;

  /**
   * Items of a worker, 1 to 10,000. It has 13 minutes for them.
   *
   * @default 1000
   */
  readonly itemsPerShard?: number;
}
