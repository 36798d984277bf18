import type {
  DeregisterScalableTargetCommandInput,
  DescribeScalableTargetsCommandInput,
  RegisterScalableTargetCommandInput,
  ScalableDimension,
  ScalableTarget,
  ServiceNamespace,
} from '@aws-sdk/client-application-auto-scaling';
import { ResourceIds } from '../resource-ids';
import { AwsError, CallContext, Operation } from '../service';
import { onTarget } from './permissions';
import { ScalableTargetRecord, TargetId } from './records';
import { Scalables } from './target-id';

type Targets = Map<string, ScalableTargetRecord>;

const NOTHING_SUSPENDED = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
};

/** Operations on scalable targets. */
export function scalableTargetOperations(targets: Targets, scalables: Scalables): Record<string, Operation> {
  const ids = new ResourceIds('application-autoscaling');
  return {
    RegisterScalableTarget: {
      required: ['ServiceNamespace', 'ResourceId', 'ScalableDimension'],
      authorize: (input: RegisterScalableTargetCommandInput, context) =>
        onTarget('RegisterScalableTarget', targets, input, context),
      handle: (input: RegisterScalableTargetCommandInput, context) => {
        const id = scalables.targetId(input);
        const target = targets.get(id.resourceId) ?? newTarget(id, input, ids, context);
        update(target, input);
        targets.set(id.resourceId, target);
        clamp(target);
        return { ScalableTargetARN: target.arn };
      },
    },
    DescribeScalableTargets: {
      required: ['ServiceNamespace'],
      authorize: () => [{ action: 'application-autoscaling:DescribeScalableTargets', resource: '*' }],
      handle: (input: DescribeScalableTargetsCommandInput) => {
        const scalable = scalables.ofNamespace(input.ServiceNamespace);
        const asked = [...targets.values()].filter(
          ({ id }) => id.scalable === scalable && (input.ResourceIds?.includes(id.resourceId) ?? true),
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
        const id = scalables.targetId(input);
        if (!targets.delete(id.resourceId)) throw notRegistered(id);
        return {};
      },
    },
  };
}

function newTarget(
  id: TargetId,
  input: RegisterScalableTargetCommandInput,
  ids: ResourceIds,
  context: CallContext,
): ScalableTargetRecord {
  if (id.capacity.current() === undefined) {
    throw new AwsError('ValidationException', id.scalable.missing(id.resourceId));
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
    roleArn: `arn:aws:iam::${accountId}:role/aws-service-role/${id.scalable.role}`,
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
  const { least } = target.id.scalable;
  for (const capacity of [min, max]) {
    if (Number.isInteger(capacity) && capacity >= least) continue;
    throw new AwsError('ValidationException', `Capacity must be a whole number, ${least} or more, got ${capacity}`);
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
function clamp(target: ScalableTargetRecord): void {
  const { capacity } = target.id;
  const current = capacity.current();
  if (current === undefined) return;
  const within = Math.min(target.maxCapacity, Math.max(target.minCapacity, current));
  if (within !== current) capacity.set(within);
}

export function notRegistered({ resourceId, scalable }: TargetId): AwsError {
  return new AwsError(
    'ObjectNotFoundException',
    `No scalable target registered for service namespace: ${scalable.namespace}, resource ID: ${resourceId}, scalable dimension: ${scalable.dimension}`,
  );
}

function describe(target: ScalableTargetRecord): ScalableTarget {
  return {
    ServiceNamespace: target.id.scalable.namespace as ServiceNamespace,
    ResourceId: target.id.resourceId,
    ScalableDimension: target.id.scalable.dimension as ScalableDimension,
    MinCapacity: target.minCapacity,
    MaxCapacity: target.maxCapacity,
    RoleARN: target.roleArn,
    CreationTime: target.createdAt,
    SuspendedState: { ...target.suspended },
    ScalableTargetARN: target.arn,
  };
}
