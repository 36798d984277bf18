import { AuthorizationRequest, CallContext } from '../service';
import { clusterArn, ecsArn, serviceArn } from './arns';

/** Actions without resource-level permissions (service authorization reference of ECS). */
export function onAll(action: string): () => readonly AuthorizationRequest[] {
  return () => [{ action: `ecs:${action}`, resource: '*' }];
}

/** `ecs:<action>` on a service, with the `ecs:cluster` condition key. */
export function onService(
  action: string,
  context: CallContext,
  cluster: string | undefined,
  service: string,
  more: Record<string, string> = {},
): AuthorizationRequest {
  return {
    action: `ecs:${action}`,
    resource: serviceArn(context, cluster, service),
    context: { 'ecs:cluster': clusterArn(context, cluster), ...more },
  };
}

export function onCluster(action: string, context: CallContext, cluster: string | undefined): AuthorizationRequest {
  return { action: `ecs:${action}`, resource: clusterArn(context, cluster) };
}

/**
 * `ecs:RegisterTaskDefinition` on every revision of the family, `iam:PassRole` on its roles, and `ecs:TagResource` when tags
 * are sent. That a not yet numbered revision is authorised as `family:*` is (memory).
 */
export function onRegistration(
  context: CallContext,
  family: string,
  roleArns: readonly (string | undefined)[],
  tagged: boolean,
): readonly AuthorizationRequest[] {
  const resource = ecsArn(context, `task-definition/${family}:*`);
  const roles = new Set(roleArns.filter((arn) => arn !== undefined));
  return [
    { action: 'ecs:RegisterTaskDefinition', resource },
    ...[...roles].map((role) => ({
      action: 'iam:PassRole',
      resource: role,
      context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
    })),
    ...(tagged ? [tagOnCreate(resource, 'RegisterTaskDefinition')] : []),
  ];
}

/** Creating with tags also needs TagResource under `ecs:CreateAction` (developer guide, "Grant permission to tag resources"). */
export function tagOnCreate(resource: string, createAction: string): AuthorizationRequest {
  return { action: 'ecs:TagResource', resource, context: { 'ecs:CreateAction': createAction } };
}
