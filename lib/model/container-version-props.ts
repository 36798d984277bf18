import * as ecs from 'aws-cdk-lib/aws-ecs';

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
}
