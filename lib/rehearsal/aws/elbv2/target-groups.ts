import type {
  CreateTargetGroupCommandInput,
  DeleteTargetGroupCommandInput,
  DescribeTargetGroupAttributesCommandInput,
  DescribeTargetGroupsCommandInput,
  ModifyTargetGroupAttributesCommandInput,
  ModifyTargetGroupCommandInput,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, CallContext, Operation } from '../service';
import { arnPrefix } from './arns';
import { pairs } from './attribute-pairs';
import { healthCheckSettings, DEFAULT_HEALTH_CHECK } from './health-check-settings';
import { requireName, requireRange } from './names';
import { onAll, onArns, onCreate } from './permissions';
import { TargetGroupRecord } from './records';
import { Elbv2State } from './state';
import { DEFAULT_TARGET_GROUP_ATTRIBUTES, requireTargetGroupAttribute } from './target-group-attributes';
import { TargetMonitor } from './target-monitor';

/** Operations on target groups: HTTP groups of IP targets, which is what Fargate services register in. */
export function targetGroupOperations(state: Elbv2State, monitor: TargetMonitor): Record<string, Operation> {
  return {
    CreateTargetGroup: {
      required: ['Name'],
      authorize: (input: CreateTargetGroupCommandInput, context) => {
        const arn = `${arnPrefix(context)}targetgroup/${input.Name}/*`;
        return onCreate('CreateTargetGroup', arn, arn, input.Tags);
      },
      handle: (input: CreateTargetGroupCommandInput, context) => ({
        TargetGroups: [describe(state, createTargetGroup(state, input, context))],
      }),
    },
    DescribeTargetGroups: {
      authorize: onAll('DescribeTargetGroups'),
      handle: (input: DescribeTargetGroupsCommandInput) => ({
        TargetGroups: selected(state, input).map((group) => describe(state, group)),
      }),
    },
    ModifyTargetGroup: {
      required: ['TargetGroupArn'],
      authorize: (input: ModifyTargetGroupCommandInput) => onArns('ModifyTargetGroup', [input.TargetGroupArn!]),
      handle: (input: ModifyTargetGroupCommandInput) => {
        const group = state.targetGroup(input.TargetGroupArn!);
        group.healthCheck = healthCheckSettings(input, group.healthCheck);
        return { TargetGroups: [describe(state, group)] };
      },
    },
    DeleteTargetGroup: {
      required: ['TargetGroupArn'],
      authorize: (input: DeleteTargetGroupCommandInput) => onArns('DeleteTargetGroup', [input.TargetGroupArn!]),
      handle: (input: DeleteTargetGroupCommandInput) => {
        deleteTargetGroup(state, monitor, input.TargetGroupArn!);
        return {};
      },
    },
    ...attributeOperations(state),
  };
}

function attributeOperations(state: Elbv2State): Record<string, Operation> {
  return {
    ModifyTargetGroupAttributes: {
      required: ['TargetGroupArn', 'Attributes'],
      authorize: (input: ModifyTargetGroupAttributesCommandInput) =>
        onArns('ModifyTargetGroupAttributes', [input.TargetGroupArn!]),
      handle: (input: ModifyTargetGroupAttributesCommandInput) => {
        const { attributes } = state.targetGroup(input.TargetGroupArn!);
        const given = input.Attributes!.map(({ Key, Value }) => [Key ?? '', Value ?? ''] as const);
        for (const [key, value] of given) requireTargetGroupAttribute(key, value);
        for (const [key, value] of given) attributes.set(key, value);
        return { Attributes: pairs(attributes) };
      },
    },
    DescribeTargetGroupAttributes: {
      required: ['TargetGroupArn'],
      authorize: onAll('DescribeTargetGroupAttributes'),
      handle: (input: DescribeTargetGroupAttributesCommandInput) => ({
        Attributes: pairs(state.targetGroup(input.TargetGroupArn!).attributes),
      }),
    },
  };
}

function createTargetGroup(
  state: Elbv2State,
  input: CreateTargetGroupCommandInput,
  context: CallContext,
): TargetGroupRecord {
  requireName('Target group', input.Name!);
  requireEmulated(input);
  requireRange('Port', input.Port ?? NaN, 1, 65_535);
  if (input.VpcId === undefined) throw new AwsError('ValidationError', 'A VPC ID must be specified');
  if ([...state.targetGroups.values()].some((group) => group.name === input.Name)) {
    throw new AwsError(
      'DuplicateTargetGroupName',
      `A target group with the same name '${input.Name}' exists, but with different settings`,
    );
  }
  const group: TargetGroupRecord = {
    arn: `${arnPrefix(context)}targetgroup/${input.Name}/${state.ids.next(16)}`,
    name: input.Name!,
    port: input.Port!,
    vpcId: input.VpcId,
    protocolVersion: input.ProtocolVersion ?? 'HTTP1',
    healthCheck: healthCheckSettings(input, DEFAULT_HEALTH_CHECK),
    attributes: new Map(Object.entries(DEFAULT_TARGET_GROUP_ATTRIBUTES)),
    targets: new Map(),
  };
  state.targetGroups.set(group.arn, group);
  state.tags.set(group.arn, [...(input.Tags ?? [])]);
  return group;
}

/** What AWS offers and the rehearsal does not speak: refused with 501 instead of pretended. */
function requireEmulated(input: CreateTargetGroupCommandInput): void {
  const asked: readonly (readonly [string, string | undefined, string])[] = [
    ['Protocol', input.Protocol, 'HTTP'],
    ['TargetType', input.TargetType ?? 'instance', 'ip'],
    ['ProtocolVersion', input.ProtocolVersion ?? 'HTTP1', 'HTTP1'],
    ['HealthCheckProtocol', input.HealthCheckProtocol ?? 'HTTP', 'HTTP'],
  ];
  for (const [member, value, emulated] of asked) {
    if (value === emulated) continue;
    throw new AwsError(
      'NotImplemented',
      `the rehearsal emulates target groups with ${member} '${emulated}', not '${value ?? ''}'`,
      501,
    );
  }
}

function deleteTargetGroup(state: Elbv2State, monitor: TargetMonitor, arn: string): void {
  const group = state.targetGroups.get(arn);
  if (group === undefined) return; // succeeds at AWS as well (memory)
  if (state.rulesUsing(arn).length > 0) {
    throw new AwsError('ResourceInUse', `Target group '${arn}' is currently in use by a listener or a rule`);
  }
  monitor.drop(group);
  state.targetGroups.delete(arn);
  state.tags.delete(arn);
}

function selected(state: Elbv2State, input: DescribeTargetGroupsCommandInput): readonly TargetGroupRecord[] {
  const all = [...state.targetGroups.values()];
  if (input.TargetGroupArns !== undefined) return input.TargetGroupArns.map((arn) => state.targetGroup(arn));
  if (input.LoadBalancerArn !== undefined) {
    const { arn } = state.loadBalancer(input.LoadBalancerArn);
    return all.filter((group) => state.loadBalancerOf(group.arn)?.arn === arn);
  }
  if (input.Names === undefined) return all;
  return input.Names.map((name) => all.find((group) => group.name === name) ?? state.targetGroup(name));
}

function describe(state: Elbv2State, group: TargetGroupRecord): TargetGroup {
  const loadBalancer = state.loadBalancerOf(group.arn);
  return {
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: 'HTTP',
    ProtocolVersion: group.protocolVersion,
    Port: group.port,
    VpcId: group.vpcId,
    TargetType: 'ip',
    IpAddressType: 'ipv4',
    HealthCheckEnabled: true,
    HealthCheckProtocol: 'HTTP',
    HealthCheckPath: group.healthCheck.path,
    HealthCheckPort: group.healthCheck.port,
    HealthCheckIntervalSeconds: group.healthCheck.intervalSeconds,
    HealthCheckTimeoutSeconds: group.healthCheck.timeoutSeconds,
    HealthyThresholdCount: group.healthCheck.healthyThreshold,
    UnhealthyThresholdCount: group.healthCheck.unhealthyThreshold,
    Matcher: { HttpCode: group.healthCheck.matcher },
    LoadBalancerArns: loadBalancer === undefined ? [] : [loadBalancer.arn],
  };
}
