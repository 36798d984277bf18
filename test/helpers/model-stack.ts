import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import {
  BlueGreenModel,
  BlueGreenModelProps,
  ContainerVersionProps,
  EcsHostingProps,
  ModelHosting,
  ModelVersion,
} from '../../lib';

/** A version whose image is its version string's. */
export function version(name = '1.0.0', props: Partial<ContainerVersionProps> = {}): ModelVersion {
  return ModelVersion.container(name, { image: ecs.ContainerImage.fromRegistry(`example/model:${name}`), ...props });
}

/** The smallest hosting. */
export function hosting(props: Partial<EcsHostingProps> = {}): ModelHosting {
  return ModelHosting.ecs({ cpu: 256, memoryLimitMiB: 512, minCapacity: 2, maxCapacity: 4, ...props });
}

/** The smallest hosting with a gateway beside each model server. */
export function hostingWithGateway(): ModelHosting {
  return hosting({ gateway: {} });
}

export interface ModelStack {
  readonly stack: Stack;
  readonly model: BlueGreenModel;
}

/**
 * What CloudFormation would refuse is an error, as in cdk.json, where its rules are looked at (`test/model/cloudformation-rules.test.ts`).
 * Assets stay where they are: templates name them all the same.
 */
export function newApp(): App {
  return new App({
    context: { '@aws-cdk/core:validateAgainstDefaultRules': true, 'aws:cdk:disable-asset-staging': true },
    treeMetadata: false,
    analyticsReporting: false,
  });
}

/** A stack with one model; what is not given has its default. */
export function modelStack(props: Partial<BlueGreenModelProps> = {}): ModelStack {
  const stack = new Stack(newApp(), 'Stack');
  const model = new BlueGreenModel(stack, 'Model', {
    modelName: 'fraud',
    hosting: hosting(),
    version: version(),
    ...props,
  });
  return { stack, model };
}

/** Its template. */
export function modelTemplate(props: Partial<BlueGreenModelProps> = {}): Template {
  return Template.fromStack(modelStack(props).stack);
}

/** Properties of the only resource of a type, or of the one whose logical id holds `part`. */
export function propertiesOf(template: Template, type: string, part = ''): Record<string, any> {
  const found = Object.entries(template.findResources(type)).filter(([id]) => id.includes(part));
  if (found.length !== 1) throw new Error(`one ${type} with "${part}" in its id is expected, found ${found.length}`);
  return found[0][1].Properties as Record<string, any>;
}
