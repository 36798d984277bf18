import { Duration } from 'aws-cdk-lib';
import { ModelRequestProps } from './model-request-props';
import { CheckOptions } from './check-mode';

/** A value that the answer must hold. */
export interface ExpectedAnswerValue {
  /** JMESPath of the value in the JSON answer, for example `outputs[0].data[0]`. */
  readonly path: string;

  /** The value: text, number, boolean, list or object. */
  readonly value: any;

  /**
   * Largest accepted distance of a number from `value`.
   *
   * @default 0
   */
  readonly tolerance?: number;
}

/** One request, and what its answer must be. */
export interface SmokeRequestProps extends ModelRequestProps {
  /**
   * Name in the verdict.
   *
   * @default - `request-1`, `request-2`, …
   */
  readonly name?: string;

  /**
   * HTTP status that the answer must have, 100 to 599.
   *
   * @default 200
   */
  readonly expectedStatus?: number;

  /**
   * JSON Schema (draft 2020-12 or 07) that the JSON answer must satisfy.
   *
   * @default - any answer
   */
  readonly schema?: { [name: string]: any };

  /**
   * Values that the JSON answer must hold.
   *
   * @default - any values
   */
  readonly expectedValues?: ExpectedAnswerValue[];

  /**
   * Headers that the answer must have, by name; a trailing `*` of a value matches any rest: `application/json*`. With
   * `SageMakerRouting.variantWeights()` there are `content-type` and `x-amzn-sagemaker-custom-attributes` only.
   *
   * @default - any headers
   */
  readonly expectedHeaders?: { [name: string]: string };

  /**
   * Values of the JSON answer for later requests: a name (letters, digits, `_`) and the JMESPath at which the value is. Later requests
   * have it for `{{name}}` in path, headers and body; a text of a JSON body that is only `{{name}}` becomes the value with its type.
   * A value that is not there fails this request, and those that need it are not sent. Values stand in no verdict.
   *
   * @default - nothing is captured
   */
  readonly capture?: { [name: string]: string };

  /**
   * Longest accepted answer time.
   *
   * @default - the check's timeout
   */
  readonly maxLatency?: Duration;
}

/** A smoke check. */
export interface SmokeCheckProps extends CheckOptions {
  /**
   * Name of the check, unique in the model: letters, digits, `.`, `_`, `-`.
   *
   * @default 'smoke'
   */
  readonly name?: string;

  /** Requests, sent one after the other; 1 to 50. Later ones may use what earlier ones `capture`. */
  readonly requests: SmokeRequestProps[];

  /**
   * Tries per request before its failure counts, 1 to 20. The verdict has what was wrong with the tries before the last one.
   *
   * @default 3
   */
  readonly attempts?: number;

  /**
   * Time until a request counts as failed, 1 to 60 s. With all requests and attempts 870 s at most.
   *
   * @default Duration.seconds(10)
   */
  readonly timeout?: Duration;
}
