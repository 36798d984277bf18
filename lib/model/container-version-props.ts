import * as ecs from 'aws-cdk-lib/aws-ecs';
import { DataContract } from './data-contract';

/** What a container version declares. */
export interface ContainerVersionProps {
  /** Image of the model server. */
  readonly image: ecs.ContainerImage;

  /**
   * Environment variables of the model container.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Secrets of the model container, by the name of their environment variable.
   *
   * @default - none
   */
  readonly secrets?: { [name: string]: ecs.Secret };

  /**
   * Command that replaces the image's own.
   *
   * @default - the image's command
   */
  readonly command?: string[];

  /**
   * Entry point that replaces the image's own.
   *
   * @default - the image's entry point
   */
  readonly entryPoint?: string[];

  /**
   * What the version asks of callers and data, and what it promises; `Check.dataContract()` checks it. It is no part of the version's
   * content: under the same version string a changed contract is checked with the next version only.
   *
   * @default - no contract
   */
  readonly dataContract?: DataContract;
}
