import type {
  DeregisterScalableTargetCommandInput,
  DescribeScalableTargetsCommandInput,
  RegisterScalableTargetCommandInput,
  ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import { ResourceIds } from '../resource-ids';
import { AwsError, CallContext, Operation } from '../service';
import { DesiredCounts } from './desired-counts';
import { onTarget } from './permissions';
import { ScalableTargetRecord, TargetId } from './records';
import { requireNamespace, targetId } from './target-id';

type Targets = Map<string, ScalableTargetRecord>;

const NOTHING_SUSPENDED = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
};

/** Operations on scalable targets. */
export function scalableTargetOperations(targets: Targets, counts: DesiredCounts): Record<string, Operation> {
  const ids = new ResourceIds('application-autoscaling');
  return {
    RegisterScalableTarget: {
      required: ['ServiceNamespace', 'ResourceId', 'ScalableDimension'],
      authorize: (input: RegisterScalableTargetCommandInput, context) =>
        onTarget('RegisterScalableTarget', targets, input, context),
      handle: (input: RegisterScalableTargetCommandInput, context) => {
        const id = targetId(input);
        const target = targets.get(id.resourceId) ?? newTarget(id, input, counts, ids, context);
        update(target, input);
        targets.set(id.resourceId, target);
        clamp(target, counts);
        return { ScalableTargetARN: target.arn };
      },
    },
    DescribeScalableTargets: {
      required: ['ServiceNamespace'],
      authorize: () => [{ action: 'application-autoscaling:DescribeScalableTargets', resource: '*' }],
      handle: (input: DescribeScalableTargetsCommandInput) => {
        requireNamespace(input.ServiceNamespace);
        const asked = [...targets.values()].filter(
          (target) => input.ResourceIds?.includes(target.id.resourceId) ?? true,
        );
        return { ScalableTargets: asked.map(describe) };
      },
    },
    DeregisterScalableTarget: {
      required: ['ServiceNamespace', 'ResourceId', 'ScalableDimension'],
      authorize: (input: DeregisterScalableTargetCommandInput, context) =>
        onTarget('DeregisterScalableTarget', targets, input, context),
      handle: (input: DeregisterScalableTargetCommandInput) => {
        // Its policies go with it (API reference).
        if (!targets.delete(targetId(input).resourceId)) throw notRegistered(input.ResourceId);
        return {};
      },
    },
  };
}

function newTarget(
  id: TargetId,
  input: RegisterScalableTargetCommandInput,
  counts: DesiredCounts,
  ids: ResourceIds,
  context: CallContext,
): ScalableTargetRecord {
  if (counts.desiredCount(id.cluster, id.service) === undefined) {
    throw new AwsError('ValidationException', `ECS service doesn't exist: ${id.resourceId}`);
  }
  if (input.MinCapacity === undefined || input.MaxCapacity === undefined) {
    throw new AwsError(
      'ValidationException',
      'MinCapacity and MaxCapacity are required to register a new scalable target',
    );
  }
  const { region, accountId } = context;
  return {
    id,
    arn: `arn:aws:application-autoscaling:${region}:${accountId}:scalable-target/${ids.next(36)}`,
    createdAt: new Date(context.clock.now()),
    roleArn: `arn:aws:iam::${accountId}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`,
    minCapacity: input.MinCapacity,
    maxCapacity: input.MaxCapacity,
    suspended: NOTHING_SUSPENDED,
    policies: new Map(),
  };
}

/** "Any parameters that you don't specify are not changed by this update request" (API reference). */
function update(target: ScalableTargetRecord, input: RegisterScalableTargetCommandInput): void {
  const min = input.MinCapacity ?? target.minCapacity;
  const max = input.MaxCapacity ?? target.maxCapacity;
  for (const capacity of [min, max]) {
    if (Number.isInteger(capacity) && capacity >= 0) continue;
    throw new AwsError('ValidationException', `Capacity must be a whole number, 0 or more, got ${capacity}`);
  }
  if (min > max)
    throw new AwsError('ValidationException', `Maximum capacity ${max} cannot be less than minimum capacity ${min}`);
  target.minCapacity = min;
  target.maxCapacity = max;
  target.roleArn = input.RoleARN ?? target.roleArn;
  target.suspended = { ...target.suspended, ...input.SuspendedState };
}

/**
 * Every registration puts the current count back into the limits, "even if you don't include the MinCapacity or MaxCapacity
 * request parameters" (API reference), and also while scaling is suspended. At AWS it takes a moment; here it is done at once.
 */
function clamp(target: ScalableTargetRecord, counts: DesiredCounts): void {
  const { cluster, service } = target.id;
  const current = counts.desiredCount(cluster, service);
  if (current === undefined) return;
  const within = Math.min(target.maxCapacity, Math.max(target.minCapacity, current));
  if (within !== current) counts.setDesiredCount(cluster, service, within);
}

export function notRegistered(resourceId: string | undefined): AwsError {
  return new AwsError(
    'ObjectNotFoundException',
    `No scalable target registered for service namespace: ecs, resource ID: ${resourceId ?? ''}, scalable dimension: ecs:service:DesiredCount`,
  );
}

function describe(target: ScalableTargetRecord): ScalableTarget {
  return {
    ServiceNamespace: 'ecs',
    ResourceId: target.id.resourceId,
    ScalableDimension: 'ecs:service:DesiredCount',
    MinCapacity: target.minCapacity,
    MaxCapacity: target.maxCapacity,
    RoleARN: target.roleArn,
    CreationTime: target.createdAt,
    SuspendedState: { ...target.suspended },
    ScalableTargetARN: target.arn,
  };
}
