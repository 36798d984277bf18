import { Stack } from 'aws-cdk-lib';
import { Candidate } from '../../hosting/hosted-model';
import { revisionArns } from '../arns';
import { ModelFunction } from '../model-function';

/** Lets a function copy the candidate into the families of the environments. */
export function allowRegister(
  fn: ModelFunction,
  modelName: string,
  candidate: Candidate,
  options: { readonly tags: boolean },
): void {
  fn.allow(['ecs:DescribeTaskDefinition'], ['*']); // knows no resources
  fn.allow(['ecs:RegisterTaskDefinition'], revisionArns(fn, modelName));
  if (options.tags) {
    fn.allow(['ecs:TagResource'], revisionArns(fn, modelName), {
      StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' },
    });
  }
  fn.allow(
    ['iam:PassRole'],
    candidate.roles.map(({ roleArn }) => roleArn),
    { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
  );
}

/** DeregisterTaskDefinition knows no resources (service authorization reference of ECS). */
export function allowDeregister(fn: ModelFunction): void {
  fn.allow(['ecs:DeregisterTaskDefinition'], ['*']);
}

/** Scalable targets have ids that Application Auto Scaling makes up, so the account's are allowed, in this region. */
export function allowScalableTargets(fn: ModelFunction, actions: readonly string[]): void {
  fn.allow(
    actions.map((action) => `application-autoscaling:${action}`),
    [Stack.of(fn).formatArn({ service: 'application-autoscaling', resource: 'scalable-target', resourceName: '*' })],
  );
}
