import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import {
  BlueGreenModel,
  BlueGreenModelProps,
  ModelHosting,
  ModelVersion,
  SageMakerContainerProps,
  SageMakerHostingProps,
} from '../../lib';
import { newApp } from './model-stack';

export interface SageMakerStackOptions {
  readonly hosting?: Partial<SageMakerHostingProps>;
  readonly version?: (stack: Stack) => ModelVersion;
  readonly model?: Partial<BlueGreenModelProps>;
  readonly app?: App;
}

/** A version whose image is in a repository of the account. */
export function sageMakerVersion(
  stack: Stack,
  name = '1.0.0',
  props: Partial<SageMakerContainerProps> = {},
): ModelVersion {
  const repository = ecr.Repository.fromRepositoryName(stack, `Repository-${name}`, 'models/fraud');
  return ModelVersion.sageMakerContainer(name, {
    imageUri: repository.repositoryUriForTag(name),
    repository,
    ...props,
  });
}

/** A stack with one model on SageMaker; what is not given is the smallest that there is. */
export function sageMakerStack(options: SageMakerStackOptions = {}): Stack {
  const stack = new Stack(options.app ?? newApp(), 'Stack');
  new BlueGreenModel(stack, 'Model', {
    modelName: 'fraud',
    hosting: ModelHosting.sageMaker({ instanceType: 'ml.c7i.large', ...options.hosting }),
    version: options.version?.(stack) ?? sageMakerVersion(stack),
    ...options.model,
  });
  return stack;
}

export function sageMakerTemplate(options: SageMakerStackOptions = {}): Template {
  return Template.fromStack(sageMakerStack(options));
}
