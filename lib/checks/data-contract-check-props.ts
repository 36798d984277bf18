import { Duration } from 'aws-cdk-lib';
import { CheckOptions } from './check-mode';
import { ModelRequestProps } from './model-request-props';

/** A check of the version's data contract. */
export interface DataContractCheckProps extends CheckOptions {
  /**
   * Name of the check, unique in the model: letters, digits, `.`, `_`, `-`.
   *
   * @default 'data-contract'
   */
  readonly name?: string;

  /**
   * Requests that the contract's schemas are tried on, 1 to 50: their bodies must be as the request schema says, they are sent to the idle
   * environment, and its answers must be as the response schema says. Needed when the contract has a schema.
   *
   * @default - none: the contract has no schema
   */
  readonly samples?: ModelRequestProps[];

  /**
   * Tries per sample before its failure counts, 1 to 20.
   *
   * @default 3
   */
  readonly attempts?: number;

  /**
   * Time until a request counts as failed, 1 to 60 s. With all samples and attempts 840 s at most.
   *
   * @default Duration.seconds(10)
   */
  readonly timeout?: Duration;
}
