import { AuthorizationRequest, CallContext } from '../service';
import { ScalableTargetRecord } from './records';

interface TargetMembers {
  readonly ServiceNamespace?: string;
  readonly ResourceId?: string;
  readonly ScalableDimension?: string;
}

/**
 * `application-autoscaling:<action>` on the scalable target, with the condition keys of namespace and dimension. A target
 * that is not registered yet has no id: `scalable-target/*` (memory). The service-linked role is taken as existing, so
 * `iam:CreateServiceLinkedRole` is not asked for.
 */
export function onTarget(
  action: string,
  targets: ReadonlyMap<string, ScalableTargetRecord>,
  input: TargetMembers,
  context: CallContext,
): readonly AuthorizationRequest[] {
  const { region, accountId } = context;
  const unknown = `arn:aws:application-autoscaling:${region}:${accountId}:scalable-target/*`;
  return [
    {
      action: `application-autoscaling:${action}`,
      resource: targets.get(input.ResourceId ?? '')?.arn ?? unknown,
      context: {
        'application-autoscaling:service-namespace': input.ServiceNamespace ?? '',
        'application-autoscaling:scalable-dimension': input.ScalableDimension ?? '',
      },
    },
  ];
}
