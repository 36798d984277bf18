import { AwsError } from '../service';
import { TargetId } from './records';

interface TargetMembers {
  readonly ServiceNamespace?: string;
  readonly ResourceId?: string;
  readonly ScalableDimension?: string;
}

/**
 * Reads the three members that name a scalable target. Only `ecs:service:DesiredCount` is emulated: other namespaces
 * answer 501, a malformed ECS resource id ValidationException.
 */
export function targetId(input: TargetMembers): TargetId {
  requireNamespace(input.ServiceNamespace);
  if (input.ScalableDimension !== 'ecs:service:DesiredCount') {
    throw new AwsError(
      'ValidationException',
      `Unsupported service namespace, resource type or scalable dimension: ecs, ${input.ScalableDimension ?? ''}`,
    );
  }
  return parseResourceId(input.ResourceId ?? '');
}

export function requireNamespace(namespace: string | undefined): void {
  if (namespace === 'ecs') return;
  throw new AwsError('NotImplemented', `the rehearsal scales ECS services only, not '${namespace ?? ''}'`, 501);
}

function parseResourceId(resourceId: string): TargetId {
  const [, cluster, service] = /^service\/([^/]+)\/([^/]+)$/.exec(resourceId) ?? [];
  if (cluster === undefined || service === undefined) {
    throw new AwsError(
      'ValidationException',
      `ECS service doesn't exist: ${resourceId}; the id is service/<cluster>/<service>`,
    );
  }
  return { resourceId, cluster, service };
}
