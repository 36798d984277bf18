import * as ecs from 'aws-cdk-lib/aws-ecs';
import { VERSION_PATTERN, VERSION_RULE } from '../contract/index';
import { Problems } from '../private/validation';

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

/**
 * What a release brings: a version string and what it declares. Deploying another version string runs a release; changed content
 * under the same string fails the deploy, because a version must stay what it was when it was proven.
 */
export class ModelVersion {
  /**
   * A version that is a container image.
   *
   * @param version 1 to 64 letters, digits, `.`, `_`, `-` or `+`, for example `1.3.0`; it becomes part of the release id.
   * @param props the image and how it is started.
   */
  public static container(version: string, props: ContainerVersionProps): ModelVersion {
    return new ModelVersion(version, props);
  }

  private constructor(
    /** The version string. */
    public readonly version: string,
    private readonly props: ContainerVersionProps,
  ) {
    const problems = new Problems();
    problems.text('version', version, VERSION_PATTERN, VERSION_RULE);
    const twice = Object.keys(props.environment ?? {}).filter((name) => name in (props.secrets ?? {}));
    if (twice.length > 0) {
      problems.add(`environment and secrets must not share names, got ${twice.join(', ')} in both; keep one of each`);
    }
    problems.throwIfAny(`version "${version}"`);
  }

  /** @internal */
  public _container(): ContainerVersionProps {
    return this.props;
  }
}
