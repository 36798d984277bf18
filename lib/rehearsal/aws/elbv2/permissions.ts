import type { Tag } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AuthorizationRequest } from '../service';

/** `elasticloadbalancing:<action>` on each of the given ARNs. */
export function onArns(action: string, arns: readonly string[]): readonly AuthorizationRequest[] {
  return arns.map((resource) => ({ action: `elasticloadbalancing:${action}`, resource }));
}

/** Describe calls have no resource-level permissions: they are allowed on `*` only. */
export function onAll(action: string): () => readonly AuthorizationRequest[] {
  return () => onArns(action, ['*']);
}

/**
 * Creating with tags also needs AddTags, under the `elasticloadbalancing:CreateAction` condition key (ELB user guide, "ELB API
 * permissions to tag resources during creation").
 */
export function onCreate(
  action: string,
  resource: string,
  tagged: string,
  tags: readonly Tag[] | undefined,
): readonly AuthorizationRequest[] {
  const create = onArns(action, [resource]);
  if (tags === undefined || tags.length === 0) return create;
  return [
    ...create,
    {
      action: 'elasticloadbalancing:AddTags',
      resource: tagged,
      context: { 'elasticloadbalancing:CreateAction': action },
    },
  ];
}
