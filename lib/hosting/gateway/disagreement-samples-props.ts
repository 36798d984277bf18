import { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';

/**
 * Samples of what a shadow check found to differ: for each a JSON object in S3 under `<prefix>/<release id>/<n>.json`, with method, path
 * (without query), `x-request-id`, status, latency and size of both answers, and the slice. The gateways of the live environment keep
 * the first ones of a release. A sample that can't be kept changes nothing else.
 */
export interface DisagreementSamplesProps {
  /**
   * Bucket of yours. Encrypted with a key of yours, it must know that key (`encryptionKey`), so that the tasks may use it. The tasks must
   * reach S3, by a NAT gateway or an endpoint.
   *
   * @default - a private bucket of its own, encrypted with a KMS key of its own, which both outlive the stack
   */
  readonly bucket?: s3.IBucket;

  /**
   * What the keys of samples begin with: letters, digits, `.`, `_`, `-` and single `/`. The tasks may write below it and nowhere else.
   *
   * @default - `cdk-model-bluegreen/<modelName>`
   */
  readonly prefix?: string;

  /**
   * Most samples for each release, of all tasks together, 1 to 1000.
   *
   * @default 20
   */
  readonly maxPerRelease?: number;

  /**
   * Whether samples hold the JSON bodies of the request and of both answers, up to 64 KiB each. Other bodies are never kept. Whoever
   * may read the bucket reads what your callers sent: take out what nobody should with `redactedPaths`.
   *
   * @default false
   */
  readonly payloads?: boolean;

  /**
   * Values that are taken out of all three bodies before they leave the task, at paths such as `user.email` or `items[*].name`, as
   * `AnswerComparison` has them; 2,000 bytes of JSON in all. What is no such path is an error at synth. One that is misspelt, or meets
   * a body of another shape, finds nothing, and that body is kept as it is: read the first samples before you let others read
   * them. Only with `payloads`.
   *
   * @default - none
   */
  readonly redactedPaths?: string[];

  /**
   * How long the bucket of its own keeps them, 1 to 3650 days. Not with `bucket`: give yours a lifecycle rule.
   *
   * @default Duration.days(90)
   */
  readonly retention?: Duration;
}
