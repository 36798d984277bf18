import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { DataContract } from './data-contract';

/** What a version declares that SageMaker runs in a container. */
export interface SageMakerContainerProps {
  /** Address of the image in Amazon ECR, for example `DockerImageAsset.imageUri`; with tag or digest. */
  readonly imageUri: string;

  /**
   * Repository of the image: the execution role that is made may pull from it.
   *
   * @default - none: the execution role is given, and may pull the image already
   */
  readonly repository?: ecr.IRepository;

  /**
   * Bucket of the model artefact: the execution role that is made may read it.
   *
   * @default - the artefact is in the image
   */
  readonly modelDataBucket?: s3.IBucket;

  /**
   * Key of the model artefact (`model.tar.gz`); needed with `modelDataBucket`.
   *
   * @default - the artefact is in the image
   */
  readonly modelDataKey?: string;

  /**
   * Environment variables of the container.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * What the version asks of callers and data, and what it promises; `Check.dataContract()` checks it. It is no part of the version's
   * content: under the same version string a changed contract is checked with the next version only.
   *
   * @default - no contract
   */
  readonly dataContract?: DataContract;
}

/** What a version declares that is a package of the model registry. */
export interface ModelPackageProps {
  /**
   * ARN of the approved model package, `arn:aws:sagemaker:<region>:<account>:model-package/<group>/<version>`. The execution role
   * must be given: what a package needs is not known at synth. That a model can be made of a package by its ARN is from memory.
   */
  readonly modelPackageArn: string;

  /**
   * Environment variables of the container, in addition to the package's.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * What the version asks of callers and data, and what it promises; `Check.dataContract()` checks it. It is no part of the version's
   * content: under the same version string a changed contract is checked with the next version only.
   *
   * @default - no contract
   */
  readonly dataContract?: DataContract;
}
