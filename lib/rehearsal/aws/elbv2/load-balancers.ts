import type {
  CreateLoadBalancerCommandInput,
  DeleteLoadBalancerCommandInput,
  DescribeLoadBalancersCommandInput,
  LoadBalancer,
  SetSecurityGroupsCommandInput,
  SetSubnetsCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, CallContext, Operation } from '../service';
import { arnPrefix } from './arns';
import { DEFAULT_LOAD_BALANCER_ATTRIBUTES, loadBalancerAttributeOperations } from './load-balancer-attributes';
import { requireName } from './names';
import { onAll, onArns, onCreate } from './permissions';
import { LoadBalancerRecord } from './records';
import { Elbv2State } from './state';

/** Operations on load balancers. A new one is active at once: the rehearsal has nothing that its creation would test. */
export function loadBalancerOperations(state: Elbv2State, changed: () => void): Record<string, Operation> {
  return {
    CreateLoadBalancer: {
      required: ['Name'],
      authorize: (input: CreateLoadBalancerCommandInput, context) => {
        const arn = `${arnPrefix(context)}loadbalancer/app/${input.Name}/*`;
        return onCreate('CreateLoadBalancer', arn, arn, input.Tags);
      },
      handle: (input: CreateLoadBalancerCommandInput, context) => ({
        LoadBalancers: [describe(createLoadBalancer(state, input, context))],
      }),
    },
    DescribeLoadBalancers: {
      authorize: onAll('DescribeLoadBalancers'),
      handle: (input: DescribeLoadBalancersCommandInput) => ({
        LoadBalancers: selected(state, input).map(describe),
      }),
    },
    DeleteLoadBalancer: {
      required: ['LoadBalancerArn'],
      authorize: (input: DeleteLoadBalancerCommandInput) => onArns('DeleteLoadBalancer', [input.LoadBalancerArn!]),
      handle: (input: DeleteLoadBalancerCommandInput) => {
        deleteLoadBalancer(state, input.LoadBalancerArn!);
        changed();
        return {};
      },
    },
    ...networkOperations(state),
    ...loadBalancerAttributeOperations(state),
  };
}

/** A change of subnets or security groups is kept and shown, nothing more: the rehearsal's network has neither. */
function networkOperations(state: Elbv2State): Record<string, Operation> {
  return {
    SetSubnets: {
      required: ['LoadBalancerArn'],
      authorize: (input: SetSubnetsCommandInput) => onArns('SetSubnets', [input.LoadBalancerArn!]),
      handle: (input: SetSubnetsCommandInput) => {
        const loadBalancer = state.loadBalancer(input.LoadBalancerArn!);
        loadBalancer.subnets = requireSubnets(input);
        return { AvailabilityZones: loadBalancer.subnets.map((SubnetId) => ({ SubnetId })) };
      },
    },
    SetSecurityGroups: {
      required: ['LoadBalancerArn', 'SecurityGroups'],
      authorize: (input: SetSecurityGroupsCommandInput) => onArns('SetSecurityGroups', [input.LoadBalancerArn!]),
      handle: (input: SetSecurityGroupsCommandInput) => {
        const loadBalancer = state.loadBalancer(input.LoadBalancerArn!);
        loadBalancer.securityGroups = [...input.SecurityGroups!];
        return { SecurityGroupIds: [...loadBalancer.securityGroups] };
      },
    },
  };
}

function createLoadBalancer(
  state: Elbv2State,
  input: CreateLoadBalancerCommandInput,
  context: CallContext,
): LoadBalancerRecord {
  requireName('Load balancer', input.Name!);
  if (input.Type !== undefined && input.Type !== 'application') {
    throw new AwsError('NotImplemented', `the rehearsal emulates application load balancers, not '${input.Type}'`, 501);
  }
  const subnets = requireSubnets(input);
  const scheme = input.Scheme ?? 'internet-facing';
  const twin = [...state.loadBalancers.values()].find((candidate) => candidate.name === input.Name);
  if (twin !== undefined) return sameOrDuplicate(twin, scheme, subnets);
  const arn = `${arnPrefix(context)}loadbalancer/app/${input.Name}/${state.ids.next(16)}`;
  const loadBalancer: LoadBalancerRecord = {
    arn,
    name: input.Name!,
    dnsName: dnsName(input.Name!, scheme, state.ids.next(8), context.region),
    scheme,
    subnets,
    securityGroups: input.SecurityGroups ?? [],
    createdAt: new Date(context.clock.now()),
    attributes: new Map(Object.entries(DEFAULT_LOAD_BALANCER_ATTRIBUTES)),
  };
  state.loadBalancers.set(arn, loadBalancer);
  state.tags.set(arn, [...(input.Tags ?? [])]);
  return loadBalancer;
}

function requireSubnets(input: Pick<CreateLoadBalancerCommandInput, 'Subnets' | 'SubnetMappings'>): readonly string[] {
  const subnets = input.Subnets ?? (input.SubnetMappings ?? []).map((mapping) => mapping.SubnetId!);
  if (new Set(subnets).size >= 2) return [...subnets];
  throw new AwsError('ValidationError', 'At least two subnets in two different Availability Zones must be specified');
}

/** The same name with the same settings succeeds (API reference: "This operation is idempotent"). */
function sameOrDuplicate(twin: LoadBalancerRecord, scheme: string, subnets: readonly string[]): LoadBalancerRecord {
  if (twin.scheme === scheme && [...twin.subnets].sort().join() === [...subnets].sort().join()) return twin;
  throw new AwsError(
    'DuplicateLoadBalancerName',
    `A load balancer with the same name '${twin.name}' exists, but with different settings`,
  );
}

function deleteLoadBalancer(state: Elbv2State, arn: string): void {
  // Deleting a load balancer that is gone succeeds (API reference).
  if (state.loadBalancers.get(arn)?.attributes.get('deletion_protection.enabled') === 'true') {
    throw new AwsError(
      'OperationNotPermitted',
      `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`,
    );
  }
  for (const listener of [...state.listeners.values()]) {
    if (listener.loadBalancerArn === arn) state.listeners.delete(listener.arn);
  }
  state.loadBalancers.delete(arn);
  state.tags.delete(arn);
}

function selected(state: Elbv2State, input: DescribeLoadBalancersCommandInput): readonly LoadBalancerRecord[] {
  if (input.LoadBalancerArns !== undefined) return input.LoadBalancerArns.map((arn) => state.loadBalancer(arn));
  const all = [...state.loadBalancers.values()];
  if (input.Names === undefined) return all;
  return input.Names.map((name) => {
    const match = all.find((candidate) => candidate.name === name);
    return match ?? state.loadBalancer(name);
  });
}

function describe(record: LoadBalancerRecord): LoadBalancer {
  return {
    LoadBalancerArn: record.arn,
    LoadBalancerName: record.name,
    DNSName: record.dnsName,
    CanonicalHostedZoneId: 'Z35SXDOTRQ7X7K',
    CreatedTime: record.createdAt,
    Scheme: record.scheme,
    State: { Code: 'active' },
    Type: 'application',
    IpAddressType: 'ipv4',
    SecurityGroups: [...record.securityGroups],
    AvailabilityZones: record.subnets.map((SubnetId) => ({ SubnetId })),
  };
}

function dnsName(name: string, scheme: string, hex: string, region: string): string {
  const number = Number.parseInt(hex, 16);
  return `${scheme === 'internal' ? 'internal-' : ''}${name}-${number}.${region}.elb.amazonaws.com`;
}
