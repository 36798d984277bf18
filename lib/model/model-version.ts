import { DataContractSpec, VERSION_PATTERN, VERSION_RULE } from '../contract/index';
import { Problems } from '../private/validation';
import { ContainerVersionProps } from './container-version-props';
import { ModelPackageProps, SageMakerContainerProps } from './sagemaker-version-props';

/** What a version is made of, for the hosting that can run it. */
type Content =
  | { readonly kind: 'container'; readonly props: ContainerVersionProps }
  | { readonly kind: 'sageMakerContainer'; readonly props: SageMakerContainerProps }
  | { readonly kind: 'modelPackage'; readonly props: ModelPackageProps };

/**
 * What a release brings: a version string and what it declares. Deploying another version string runs a release; changed content
 * under the same string fails the deploy, because a version must stay what it was when it was proven.
 */
export class ModelVersion {
  /**
   * A version that is a container image, for ECS hosting.
   *
   * @param version 1 to 64 letters, digits, `.`, `_`, `-` or `+`, for example `1.3.0`; it becomes part of the release id.
   * @param props the image and how it is started.
   */
  public static container(version: string, props: ContainerVersionProps): ModelVersion {
    const twice = Object.keys(props.environment ?? {}).filter((name) => name in (props.secrets ?? {}));
    const problem =
      twice.length === 0
        ? undefined
        : `environment and secrets must not share names, got ${twice.join(', ')} in both; keep one of each`;
    return new ModelVersion(version, { kind: 'container', props }, problem);
  }

  /**
   * A version that is a container image with a model artefact, for SageMaker hosting. The container answers `/ping` and
   * `/invocations` on port 8080 (SageMaker developer guide, "Custom inference code with hosting services").
   *
   * @param version 1 to 64 letters, digits, `.`, `_`, `-` or `+`, for example `1.3.0`; it becomes part of the release id.
   * @param props the image and the artefact.
   */
  public static sageMakerContainer(version: string, props: SageMakerContainerProps): ModelVersion {
    const { modelDataBucket, modelDataKey } = props;
    const problem =
      (modelDataBucket === undefined) === (modelDataKey === undefined)
        ? undefined
        : `modelDataBucket and modelDataKey must come together, got only ${modelDataKey === undefined ? 'the bucket' : 'the key'}; give both or none`;
    return new ModelVersion(version, { kind: 'sageMakerContainer', props }, problem);
  }

  /**
   * A version that is an approved package of the SageMaker model registry, for SageMaker hosting.
   *
   * @param version 1 to 64 letters, digits, `.`, `_`, `-` or `+`, for example `1.3.0`; it becomes part of the release id.
   * @param props the package.
   */
  public static modelPackage(version: string, props: ModelPackageProps): ModelVersion {
    return new ModelVersion(version, { kind: 'modelPackage', props }, undefined);
  }

  private constructor(
    /** The version string. */
    public readonly version: string,
    private readonly content: Content,
    problem: string | undefined,
  ) {
    const problems = new Problems();
    problems.text('version', version, VERSION_PATTERN, VERSION_RULE);
    if (problem !== undefined) problems.add(problem);
    problems.throwIfAny(`version "${version}"`);
  }

  /** @internal */
  public get _content(): Content {
    return this.content;
  }

  /** @internal */
  public get _dataContract(): DataContractSpec | undefined {
    return this.content.props.dataContract?._spec;
  }

  /** @internal */
  public _container(): ContainerVersionProps {
    if (this.content.kind === 'container') return this.content.props;
    throw new Error(`version "${this.version}" must be ModelVersion.container(), got ${this.content.kind}`);
  }
}
