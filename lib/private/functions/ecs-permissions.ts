import { Stack } from 'aws-cdk-lib';
import { EcsCandidate } from '../../hosting/ecs/candidate';
import { alarmArn, revisionArns } from '../arns';
import { DESCRIBE_KNOWS_NO_RESOURCES, ModelFunction } from '../model-function';

/** Lets a function copy the candidate into the families of the environments. */
export function allowRegister(
  fn: ModelFunction,
  modelName: string,
  candidate: EcsCandidate,
  options: { readonly tags: boolean },
): void {
  const because = 'The number of the next revision is not known before it is registered';
  fn.allow(['ecs:DescribeTaskDefinition'], ['*'], { because: DESCRIBE_KNOWS_NO_RESOURCES });
  fn.allow(['ecs:RegisterTaskDefinition'], revisionArns(fn, modelName), { because });
  if (options.tags) {
    fn.allow(['ecs:TagResource'], revisionArns(fn, modelName), {
      conditions: { StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' } },
      because,
    });
  }
  fn.allow(
    ['iam:PassRole'],
    candidate.roles.map(({ roleArn }) => roleArn),
    { conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } } },
  );
}

/** DeregisterTaskDefinition knows no resources (service authorization reference of ECS). */
export function allowDeregister(fn: ModelFunction): void {
  fn.allow(['ecs:DeregisterTaskDefinition'], ['*'], { because: DESCRIBE_KNOWS_NO_RESOURCES });
}

/** Scalable targets have ids that Application Auto Scaling makes up, so the account's are allowed, in this region. */
export function allowScalableTargets(fn: ModelFunction, actions: readonly string[]): void {
  fn.allow(
    actions.map((action) => `application-autoscaling:${action}`),
    [Stack.of(fn).formatArn({ service: 'application-autoscaling', resource: 'scalable-target', resourceName: '*' })],
    { because: 'Application Auto Scaling makes the ids of scalable targets up' },
  );
}

/**
 * The first scalable target of an account needs a service-linked role. Scaling policies need the right to make their alarms
 * (memory: the ECS developer guide, "Service auto scaling IAM permissions").
 */
export function allowScalingPolicies(fn: ModelFunction, modelName: string, clusterName: string): void {
  const service = 'ecs.application-autoscaling.amazonaws.com';
  const role = Stack.of(fn).formatArn({
    service: 'iam',
    region: '',
    resource: 'role',
    resourceName: `aws-service-role/${service}/AWSServiceRoleForApplicationAutoScaling_ECSService`,
  });
  fn.allow(['iam:CreateServiceLinkedRole'], [role], {
    conditions: { StringEquals: { 'iam:AWSServiceName': service } },
  });
  fn.allow(
    ['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'],
    [alarmArn(fn, `TargetTracking-service/${clusterName}/${modelName}-*`)],
    { because: 'Application Auto Scaling makes the end of the alarm names up' },
  );
}
