import { Clock } from '../../clock';
import { Network } from '../../network';
import { RoutingTable } from '../routing';
import { EmulatedService, Operation } from '../service';
import { listenerOperations } from './listeners';
import { loadBalancerOperations } from './load-balancers';
import { HealthProbe, httpProbe } from './probe';
import { loadBalancerFullName, targetGroupFullName, targetKey, TargetState } from './records';
import { RoutingPublisher } from './routing-publisher';
import { ruleOperations } from './rules';
import { Elbv2State } from './state';
import { tagOperations } from './tags';
import { targetGroupOperations } from './target-groups';
import { deregistrationDelayMs, TargetMonitor } from './target-monitor';
import { targetOperations } from './targets';

export interface Elbv2Props {
  readonly clock: Clock;
  readonly network: Network;
  /**
   * Virtual milliseconds from a change of a listener or rule to its effect on requests. AWS gives no number ("Rule updates
   * do not take effect immediately"); 10 to 15 s is what people plan with (memory).
   *
   * @default 0
   */
  readonly rulePropagationMs?: number;
  /**
   * Longest real milliseconds that a health check waits for an answer.
   *
   * @default 2000
   */
  readonly healthCheckTimeoutMs?: number;
  /**
   * How a target is checked.
   *
   * @default - an HTTP request to the loopback port behind the target
   */
  readonly probe?: HealthProbe;
}

/** Targets by state in one target group, as CloudWatch's HealthyHostCount and UnHealthyHostCount count them. */
export interface HostCounts {
  readonly targetGroupArn: string;
  /** Value of the `TargetGroup` dimension. */
  readonly targetGroup: string;
  /** Value of the `LoadBalancer` dimension. */
  readonly loadBalancer: string;
  readonly healthy: number;
  readonly unhealthy: number;
}

/**
 * Emulated Elastic Load Balancing v2: application load balancers with HTTP target groups of IP targets. Targets are checked
 * with real requests, and the router reads `current()`. What AWS has and this does not answers 501.
 */
export class Elbv2 implements EmulatedService {
  readonly signingName = 'elasticloadbalancing';
  readonly protocol = 'query';
  readonly xmlNamespace = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/';
  readonly operations: Readonly<Record<string, Operation>>;

  private readonly state = new Elbv2State();
  private readonly publisher: RoutingPublisher;
  private readonly monitor: TargetMonitor;
  private readonly healthListeners = new Set<(targetGroupArn: string) => void>();

  constructor(props: Elbv2Props) {
    const probe = props.probe ?? httpProbe(props.network, props.healthCheckTimeoutMs ?? 2000);
    this.publisher = new RoutingPublisher(props.clock, this.state, props.rulePropagationMs ?? 0);
    this.monitor = new TargetMonitor(props.clock, this.state, probe, (arn) => this.targetsChanged(arn));
    const structureChanged = () => this.structureChanged();
    this.operations = {
      ...loadBalancerOperations(this.state, structureChanged),
      ...targetGroupOperations(this.state, this.monitor),
      ...listenerOperations(this.state, structureChanged),
      ...ruleOperations(this.state, structureChanged),
      ...targetOperations(this.state, this.monitor),
      ...tagOperations(this.state),
    };
  }

  /** What the router routes by right now. */
  current(): RoutingTable {
    return this.publisher.current();
  }

  /** Calls back with every new routing table until the returned function is called. */
  onChange(listener: (table: RoutingTable) => void): () => void {
    return this.publisher.onChange(listener);
  }

  /** Host counts of every group that hangs on a load balancer; a target that drains or is still initial is in neither. */
  hostCounts(): readonly HostCounts[] {
    return [...this.state.targetGroups.values()].flatMap((group) => {
      const loadBalancer = this.state.loadBalancerOf(group.arn);
      if (loadBalancer === undefined) return [];
      const count = (state: TargetState) =>
        [...group.targets.values()].filter((target) => target.state === state).length;
      return [
        {
          targetGroupArn: group.arn,
          targetGroup: targetGroupFullName(group.arn),
          loadBalancer: loadBalancerFullName(loadBalancer.arn),
          healthy: count('healthy'),
          unhealthy: count('unhealthy'),
        },
      ];
    });
  }

  /** True when a listener or rule forwards to the group. Throws TargetGroupNotFound. */
  isAttached(targetGroupArn: string): boolean {
    return this.state.loadBalancerOf(this.state.targetGroup(targetGroupArn).arn) !== undefined;
  }

  /** Registers a target, as RegisterTargets does. */
  registerTarget(targetGroupArn: string, ip: string, port: number): void {
    this.monitor.register(this.state.targetGroup(targetGroupArn), ip, port);
  }

  /**
   * Starts to drain a target, as DeregisterTargets does; harmless when group or target are gone.
   * Returns the virtual milliseconds that draining takes.
   */
  deregisterTarget(targetGroupArn: string, ip: string, port: number): number {
    const group = this.state.targetGroups.get(targetGroupArn);
    if (group === undefined) return 0;
    this.monitor.deregister(group, ip, port);
    return group.targets.get(targetKey(ip, port))?.state === 'draining' ? deregistrationDelayMs(group) : 0;
  }

  /** State of a target, or undefined when it is not registered. */
  targetState(targetGroupArn: string, ip: string, port: number): TargetState | undefined {
    return this.state.targetGroups.get(targetGroupArn)?.targets.get(targetKey(ip, port))?.state;
  }

  /** Calls back with the group's ARN whenever one of its targets changed state. */
  onTargetHealth(listener: (targetGroupArn: string) => void): () => void {
    this.healthListeners.add(listener);
    return () => this.healthListeners.delete(listener);
  }

  private structureChanged(): void {
    this.monitor.sync();
    this.publisher.structureChanged();
  }

  private targetsChanged(targetGroupArn: string): void {
    this.publisher.targetsChanged();
    for (const listener of this.healthListeners) listener(targetGroupArn);
  }
}
