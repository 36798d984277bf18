import type { CallContext } from '../service';

export function ecsArn(context: Pick<CallContext, 'region' | 'accountId'>, resource: string): string {
  return `arn:aws:ecs:${context.region}:${context.accountId}:${resource}`;
}

/** Name of a cluster given by name or ARN; `default` when absent. */
export function clusterName(reference: string | undefined): string {
  return lastSegment(reference ?? 'default');
}

/** Name of a service given by name or ARN. */
export function serviceName(reference: string): string {
  return lastSegment(reference);
}

export function serviceArn(context: CallContext, cluster: string | undefined, service: string): string {
  return ecsArn(context, `service/${clusterName(cluster)}/${serviceName(service)}`);
}

export function clusterArn(context: CallContext, cluster: string | undefined): string {
  return ecsArn(context, `cluster/${clusterName(cluster)}`);
}

function lastSegment(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}
