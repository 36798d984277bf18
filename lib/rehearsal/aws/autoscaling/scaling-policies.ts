import type {
  DeleteScalingPolicyCommandInput,
  DescribeScalingPoliciesCommandInput,
  PutScalingPolicyCommandInput,
  ScalableDimension,
  ScalingPolicy,
  ServiceNamespace,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import { AwsError, CallContext, Operation } from '../service';
import { onTarget } from './permissions';
import { ScalableTargetRecord } from './records';
import { notRegistered } from './scalable-targets';
import { Scalables } from './target-id';

type Targets = ReadonlyMap<string, ScalableTargetRecord>;

const RESOURCE_LABEL = /^app\/[^/]+\/[^/]+\/targetgroup\/[^/]+\/[^/]+$/;

/** Operations on scaling policies. They are stored and shown; nothing evaluates them. */
export function scalingPolicyOperations(targets: Targets, scalables: Scalables): Record<string, Operation> {
  return {
    PutScalingPolicy: {
      required: ['PolicyName', 'ServiceNamespace', 'ResourceId', 'ScalableDimension'],
      authorize: (input: PutScalingPolicyCommandInput, context) =>
        onTarget('PutScalingPolicy', targets, input, context),
      handle: (input: PutScalingPolicyCommandInput, context) => {
        const target = registered(targets, scalables, input);
        const policy = putPolicy(target, input, context);
        return { PolicyARN: policy.PolicyARN, Alarms: [] };
      },
    },
    DescribeScalingPolicies: {
      required: ['ServiceNamespace'],
      authorize: () => [{ action: 'application-autoscaling:DescribeScalingPolicies', resource: '*' }],
      handle: (input: DescribeScalingPoliciesCommandInput) => {
        const scalable = scalables.ofNamespace(input.ServiceNamespace);
        const asked = [...targets.values()]
          .filter((target) => target.id.scalable === scalable)
          .filter((target) => input.ResourceId === undefined || target.id.resourceId === input.ResourceId)
          .flatMap((target) => [...target.policies.values()])
          .filter((policy) => input.PolicyNames?.includes(policy.PolicyName!) ?? true);
        return { ScalingPolicies: asked.map((policy) => ({ ...policy })) };
      },
    },
    DeleteScalingPolicy: {
      required: ['PolicyName', 'ServiceNamespace', 'ResourceId', 'ScalableDimension'],
      authorize: (input: DeleteScalingPolicyCommandInput, context) =>
        onTarget('DeleteScalingPolicy', targets, input, context),
      handle: (input: DeleteScalingPolicyCommandInput) => {
        const { policies } = registered(targets, scalables, input);
        if (policies.delete(input.PolicyName!)) return {};
        throw new AwsError('ObjectNotFoundException', `No scaling policy found: ${input.PolicyName}`);
      },
    },
  };
}

function registered(
  targets: Targets,
  scalables: Scalables,
  input: Parameters<Scalables['targetId']>[0],
): ScalableTargetRecord {
  const id = scalables.targetId(input);
  const target = targets.get(id.resourceId);
  if (target === undefined) throw notRegistered(id);
  return target;
}

/** Creates the policy, or replaces its configuration when one has the name already. */
function putPolicy(
  target: ScalableTargetRecord,
  input: PutScalingPolicyCommandInput,
  context: CallContext,
): ScalingPolicy {
  const present = target.policies.get(input.PolicyName!);
  const type = input.PolicyType ?? present?.PolicyType;
  if (type !== 'TargetTrackingScaling') {
    throw new AwsError(
      'NotImplemented',
      `the rehearsal stores target tracking policies only, not '${type ?? ''}'`,
      501,
    );
  }
  const configuration = input.TargetTrackingScalingPolicyConfiguration;
  const { namespace, dimension, metrics } = target.id.scalable;
  requireConfiguration(configuration, dimension, metrics);
  const id = target.arn.slice(target.arn.lastIndexOf('/') + 1);
  const policy: ScalingPolicy = {
    PolicyARN:
      present?.PolicyARN ??
      `arn:aws:autoscaling:${context.region}:${context.accountId}:scalingPolicy:${id}:resource/${namespace}/${target.id.resourceId}:policyName/${input.PolicyName}`,
    PolicyName: input.PolicyName,
    ServiceNamespace: namespace as ServiceNamespace,
    ResourceId: target.id.resourceId,
    ScalableDimension: dimension as ScalableDimension,
    PolicyType: type,
    TargetTrackingScalingPolicyConfiguration: structuredClone(configuration),
    Alarms: [],
    CreationTime: present?.CreationTime ?? new Date(context.clock.now()),
  };
  target.policies.set(input.PolicyName!, policy);
  return policy;
}

function requireConfiguration(
  configuration: TargetTrackingScalingPolicyConfiguration | undefined,
  dimension: string,
  metrics: readonly string[],
): asserts configuration is TargetTrackingScalingPolicyConfiguration {
  if (configuration?.TargetValue === undefined || !(configuration.TargetValue > 0)) {
    throw invalid(`TargetValue must be a number above 0, got ${configuration?.TargetValue ?? 'none'}`);
  }
  const predefined = configuration.PredefinedMetricSpecification;
  if ((predefined === undefined) === (configuration.CustomizedMetricSpecification === undefined)) {
    throw invalid('exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be specified');
  }
  for (const cooldown of [configuration.ScaleInCooldown ?? 0, configuration.ScaleOutCooldown ?? 0]) {
    if (!Number.isInteger(cooldown) || cooldown < 0)
      throw invalid(`a cooldown must be seconds, 0 or more, got ${cooldown}`);
  }
  if (predefined === undefined) return;
  const type = predefined.PredefinedMetricType;
  if (type === undefined || !metrics.includes(type)) {
    throw invalid(`Predefined metric type ${type ?? 'none'} is not supported for ${dimension}`);
  }
  requireLabel(type, predefined.ResourceLabel);
}

function requireLabel(type: string, label: string | undefined): void {
  if (type !== 'ALBRequestCountPerTarget') {
    if (label === undefined) return;
    throw invalid(`ResourceLabel can be specified for ALBRequestCountPerTarget only, not for ${type}`);
  }
  if (label === undefined || !RESOURCE_LABEL.test(label)) {
    throw invalid(`ResourceLabel '${label ?? ''}' must be app/<load balancer>/<id>/targetgroup/<target group>/<id>`);
  }
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
