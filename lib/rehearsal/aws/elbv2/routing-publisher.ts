import { Clock } from '../../clock';
import { RouteAction, RouteGroup, RouteListener, RouteRule, RoutingTable } from '../routing';
import { routeConditions } from './conditions';
import {
  ListenerRecord,
  loadBalancerFullName,
  RuleRecord,
  TargetGroupRecord,
  targetGroupFullName,
  TargetRecord,
} from './records';
import { Elbv2State } from './state';

/**
 * Publishes what the router reads: one immutable table, replaced as a whole. Rules take effect after the propagation time,
 * in the order of the calls; target health takes effect at once.
 */
export class RoutingPublisher {
  private table: RoutingTable = { version: 0, listeners: [], groups: {} };
  private readonly listeners = new Set<(table: RoutingTable) => void>();

  constructor(
    private readonly clock: Clock,
    private readonly state: Elbv2State,
    private readonly rulePropagationMs: number,
  ) {}

  current(): RoutingTable {
    return this.table;
  }

  /** Calls back with every new table until the returned function is called. */
  onChange(listener: (table: RoutingTable) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Load balancers, listeners or rules changed. */
  structureChanged(): void {
    const routed = [...this.state.listeners.values()].map((listener) => this.routeListener(listener));
    if (this.rulePropagationMs === 0) {
      this.publish(routed);
    } else {
      this.clock.at(this.clock.now() + this.rulePropagationMs, () => this.publish(routed));
    }
  }

  /** Targets came, went or changed their health. */
  targetsChanged(): void {
    this.publish(this.table.listeners);
  }

  private publish(routed: readonly RouteListener[]): void {
    this.table = { version: this.table.version + 1, listeners: routed, groups: this.routeGroups(routed) };
    for (const listener of this.listeners) listener(this.table);
  }

  private routeListener(listener: ListenerRecord): RouteListener {
    const loadBalancer = this.state.loadBalancer(listener.loadBalancerArn);
    return {
      listenerArn: listener.arn,
      host: loadBalancer.dnsName,
      port: listener.port,
      protocol: listener.protocol,
      loadBalancerFullName: loadBalancerFullName(loadBalancer.arn),
      rules: [...listener.rules.values()].sort((a, b) => a.priority - b.priority).map(routeRule),
    };
  }

  /** Every group that a routed rule names, under the load balancer that routes to it. */
  private routeGroups(routed: readonly RouteListener[]): Readonly<Record<string, RouteGroup>> {
    const groups: Record<string, RouteGroup> = {};
    for (const listener of routed) {
      for (const arn of listener.rules.flatMap((rule) => groupArns(rule.action))) {
        const group = this.state.targetGroups.get(arn);
        if (group !== undefined) groups[arn] = routeGroup(group, listener.loadBalancerFullName);
      }
    }
    return groups;
  }
}

function routeRule(rule: RuleRecord): RouteRule {
  return {
    ruleArn: rule.arn,
    priority: rule.priority,
    conditions: routeConditions(rule.conditions),
    action: routeAction(rule),
  };
}

function routeAction(rule: RuleRecord): RouteAction {
  const action = rule.actions[0];
  const fixed = action?.FixedResponseConfig;
  if (fixed !== undefined) {
    return {
      kind: 'fixed',
      status: Number(fixed.StatusCode),
      contentType: fixed.ContentType ?? 'text/plain',
      body: fixed.MessageBody ?? '',
    };
  }
  const groups = action?.ForwardConfig?.TargetGroups ?? [];
  const stickiness = action?.ForwardConfig?.TargetGroupStickinessConfig;
  return {
    kind: 'forward',
    groups: groups.map((group) => ({ targetGroupArn: group.TargetGroupArn!, weight: group.Weight! })),
    ...(stickiness?.Enabled === true ? { stickinessSeconds: stickiness.DurationSeconds } : {}),
  };
}

function groupArns(action: RouteAction): readonly string[] {
  return action.kind === 'forward' ? action.groups.map((group) => group.targetGroupArn) : [];
}

function routeGroup(group: TargetGroupRecord, loadBalancer: string): RouteGroup {
  return {
    targetGroupArn: group.arn,
    fullName: targetGroupFullName(group.arn),
    loadBalancerFullName: loadBalancer,
    targets: usable([...group.targets.values()]).map(({ ip, port }) => ({ ip, port })),
  };
}

/** The healthy targets, or all that are registered when none is healthy (ALB fails open); never a draining one. */
function usable(targets: readonly TargetRecord[]): readonly TargetRecord[] {
  const registered = targets.filter((target) => target.state !== 'draining');
  const healthy = registered.filter((target) => target.state === 'healthy');
  return healthy.length > 0 ? healthy : registered;
}
