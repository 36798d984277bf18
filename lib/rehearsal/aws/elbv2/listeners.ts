import type {
  CreateListenerCommandInput,
  DeleteListenerCommandInput,
  DescribeListenersCommandInput,
  Listener,
  ModifyListenerCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, Operation } from '../service';
import { resolveActions } from './actions';
import { requireRange } from './names';
import { onAll, onArns, onCreate } from './permissions';
import { ListenerRecord, RuleRecord } from './records';
import { ruleArnPrefix } from './rules';
import { Elbv2State } from './state';

/** TLS policy that a listener gets when none is named (API reference, `CreateListener`). */
const DEFAULT_SSL_POLICY = 'ELBSecurityPolicy-2016-08';

/** Operations on listeners. The default actions are the actions of the listener's default rule. */
export function listenerOperations(state: Elbv2State, changed: () => void): Record<string, Operation> {
  return {
    CreateListener: {
      required: ['LoadBalancerArn', 'DefaultActions'],
      authorize: (input: CreateListenerCommandInput) =>
        onCreate(
          'CreateListener',
          input.LoadBalancerArn!,
          `${listenerArnPrefix(input.LoadBalancerArn!)}/*`,
          input.Tags,
        ),
      handle: (input: CreateListenerCommandInput) => {
        const listener = createListener(state, input);
        changed();
        return { Listeners: [describe(listener)] };
      },
    },
    ModifyListener: {
      required: ['ListenerArn'],
      authorize: (input: ModifyListenerCommandInput) => onArns('ModifyListener', [input.ListenerArn!]),
      handle: (input: ModifyListenerCommandInput) => {
        const listener = modifyListener(state, input);
        changed();
        return { Listeners: [describe(listener)] };
      },
    },
    DeleteListener: {
      required: ['ListenerArn'],
      authorize: (input: DeleteListenerCommandInput) => onArns('DeleteListener', [input.ListenerArn!]),
      handle: (input: DeleteListenerCommandInput) => {
        state.listener(input.ListenerArn!);
        state.listeners.delete(input.ListenerArn!);
        state.tags.delete(input.ListenerArn!);
        changed();
        return {};
      },
    },
    DescribeListeners: {
      authorize: onAll('DescribeListeners'),
      handle: (input: DescribeListenersCommandInput) => ({ Listeners: selected(state, input).map(describe) }),
    },
  };
}

function createListener(state: Elbv2State, input: CreateListenerCommandInput): ListenerRecord {
  const loadBalancer = state.loadBalancer(input.LoadBalancerArn!);
  requirePort(state, loadBalancer.arn, input.Port);
  const protocol = emulatedProtocol(input.Protocol);
  const certificateArns = certificates(protocol, input.Certificates);
  const actions = resolveActions(state, loadBalancer.arn, input.DefaultActions!);
  const listener: ListenerRecord = {
    arn: `${listenerArnPrefix(loadBalancer.arn)}/${state.ids.next(16)}`,
    loadBalancerArn: loadBalancer.arn,
    port: input.Port!,
    protocol,
    certificateArns,
    sslPolicy: protocol === 'HTTPS' ? (input.SslPolicy ?? DEFAULT_SSL_POLICY) : undefined,
    rules: new Map(),
  };
  const arn = `${ruleArnPrefix(listener.arn)}/${state.ids.next(16)}`;
  listener.rules.set(arn, { arn, listenerArn: listener.arn, priority: Infinity, conditions: [], actions });
  state.listeners.set(listener.arn, listener);
  state.tags.set(listener.arn, [...(input.Tags ?? [])]);
  return listener;
}

/** Members that the call leaves out keep their value (API reference). */
function modifyListener(state: Elbv2State, input: ModifyListenerCommandInput): ListenerRecord {
  const listener = state.listener(input.ListenerArn!);
  if (input.Port !== undefined && input.Port !== listener.port)
    requirePort(state, listener.loadBalancerArn, input.Port);
  const protocol = input.Protocol === undefined ? listener.protocol : emulatedProtocol(input.Protocol);
  const given = input.Certificates ?? listener.certificateArns.map((CertificateArn) => ({ CertificateArn }));
  const certificateArns = certificates(protocol, protocol === 'HTTPS' ? given : input.Certificates);
  const actions =
    input.DefaultActions === undefined
      ? undefined
      : resolveActions(state, listener.loadBalancerArn, input.DefaultActions);
  listener.port = input.Port ?? listener.port;
  listener.protocol = protocol;
  listener.certificateArns = certificateArns;
  listener.sslPolicy = protocol === 'HTTPS' ? (input.SslPolicy ?? listener.sslPolicy ?? DEFAULT_SSL_POLICY) : undefined;
  if (actions !== undefined) defaultRule(listener).actions = actions;
  return listener;
}

function requirePort(state: Elbv2State, loadBalancerArn: string, port: number | undefined): void {
  requireRange('Port', port ?? NaN, 1, 65_535);
  const taken = [...state.listeners.values()].some(
    (listener) => listener.loadBalancerArn === loadBalancerArn && listener.port === port,
  );
  if (taken) throw new AwsError('DuplicateListener', `A listener already exists on port ${port} of this load balancer`);
}

function emulatedProtocol(protocol: string | undefined): 'HTTP' | 'HTTPS' {
  if (protocol === 'HTTP' || protocol === 'HTTPS') return protocol;
  throw new AwsError('ValidationError', `Listener protocol '${protocol ?? ''}' must be one of 'HTTP, HTTPS'`);
}

function certificates(
  protocol: 'HTTP' | 'HTTPS',
  given: readonly { readonly CertificateArn?: string }[] | undefined,
): readonly string[] {
  const arns = (given ?? []).map((certificate) => certificate.CertificateArn ?? '');
  if (protocol === 'HTTPS' && arns.length !== 1) {
    throw new AwsError('ValidationError', 'A certificate must be specified for HTTPS listeners');
  }
  if (protocol === 'HTTP' && arns.length > 0) {
    throw new AwsError('ValidationError', 'A certificate cannot be specified for HTTP listeners');
  }
  return arns;
}

function selected(state: Elbv2State, input: DescribeListenersCommandInput): readonly ListenerRecord[] {
  if (input.ListenerArns !== undefined) return input.ListenerArns.map((arn) => state.listener(arn));
  if (input.LoadBalancerArn === undefined) {
    throw new AwsError('ValidationError', 'You must specify either listener ARNs or a load balancer ARN');
  }
  const { arn } = state.loadBalancer(input.LoadBalancerArn);
  return [...state.listeners.values()].filter((listener) => listener.loadBalancerArn === arn);
}

function describe(listener: ListenerRecord): Listener {
  return {
    ListenerArn: listener.arn,
    LoadBalancerArn: listener.loadBalancerArn,
    Port: listener.port,
    Protocol: listener.protocol,
    ...(listener.protocol === 'HTTPS'
      ? {
          SslPolicy: listener.sslPolicy,
          Certificates: listener.certificateArns.map((CertificateArn) => ({ CertificateArn })),
        }
      : {}),
    DefaultActions: structuredClone([...defaultRule(listener).actions]),
  };
}

function defaultRule(listener: ListenerRecord): RuleRecord {
  return [...listener.rules.values()].find((rule) => rule.priority === Infinity)!;
}

/** `…:listener/app/name/id` of a load balancer ARN. */
function listenerArnPrefix(loadBalancerArn: string): string {
  return loadBalancerArn.replace(':loadbalancer/', ':listener/');
}
