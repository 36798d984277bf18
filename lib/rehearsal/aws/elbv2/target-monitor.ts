import { Clock } from '../../clock';
import { HealthProbe } from './probe';
import { TargetGroupRecord, targetKey, TargetRecord, TargetState } from './records';
import { Elbv2State } from './state';

const INITIAL = { code: 'Elb.InitialHealthChecking', description: 'Initial health checks in progress' };
const NOT_IN_USE = {
  code: 'Target.NotInUse',
  description: 'Target group is not configured to receive traffic from the load balancer',
};
const DRAINING = { code: 'Target.DeregistrationInProgress', description: 'Target deregistration is in progress' };

/** Told whenever the state of a target, or the set of targets of a group, changed. */
export type TargetChange = (targetGroupArn: string) => void;

/**
 * Registers targets and keeps checking those whose group hangs on a load balancer. The first check comes at once, the next
 * ones an interval after the one before began. A new target is healthy after one success (user guide, "Health checks for
 * Application Load Balancer target groups"); after that the thresholds of the group count.
 */
export class TargetMonitor {
  /** Cancels what is scheduled for a target: its next check, or the end of its draining. */
  private readonly scheduled = new Map<TargetRecord, () => void>();

  constructor(
    private readonly clock: Clock,
    private readonly state: Elbv2State,
    private readonly probe: HealthProbe,
    private readonly changed: TargetChange,
  ) {}

  /** Registers a target; a draining one starts anew, a registered one stays as it is. */
  register(group: TargetGroupRecord, ip: string, port: number): void {
    const key = targetKey(ip, port);
    const present = group.targets.get(key);
    if (present !== undefined && present.state !== 'draining') return;
    if (present !== undefined) this.cancel(present);
    const target: TargetRecord = { ip, port, state: 'unused', reason: NOT_IN_USE, passes: 0, failures: 0 };
    group.targets.set(key, target);
    if (this.inUse(group)) this.begin(group, target);
    this.changed(group.arn);
  }

  /** Drains a target for the group's deregistration delay, then forgets it; at once when the group is not in use. */
  deregister(group: TargetGroupRecord, ip: string, port: number): void {
    const target = group.targets.get(targetKey(ip, port));
    if (target === undefined || target.state === 'draining') return;
    this.cancel(target);
    if (target.state === 'unused') {
      this.forget(group, target);
      return;
    }
    target.state = 'draining';
    target.reason = DRAINING;
    this.changed(group.arn);
    this.schedule(target, deregistrationDelayMs(group), () => this.forget(group, target));
  }

  /** Starts the checks of groups that came into use, stops those of groups that no rule forwards to any more. */
  sync(): void {
    for (const group of this.state.targetGroups.values()) {
      const used = this.inUse(group);
      for (const target of group.targets.values()) {
        if (used && target.state === 'unused') this.begin(group, target);
        if (!used && target.state !== 'unused' && target.state !== 'draining') this.end(group, target);
      }
    }
  }

  /** Stops the checks of a group that is being deleted. */
  drop(group: TargetGroupRecord): void {
    for (const target of group.targets.values()) this.cancel(target);
  }

  private inUse(group: TargetGroupRecord): boolean {
    return this.state.loadBalancerOf(group.arn) !== undefined;
  }

  private begin(group: TargetGroupRecord, target: TargetRecord): void {
    target.reason = INITIAL;
    target.passes = 0;
    target.failures = 0;
    this.enter(group, target, 'initial');
    this.schedule(target, 0, () => this.check(group, target));
  }

  private end(group: TargetGroupRecord, target: TargetRecord): void {
    this.cancel(target);
    target.reason = NOT_IN_USE;
    this.enter(group, target, 'unused');
  }

  private async check(group: TargetGroupRecord, target: TargetRecord): Promise<void> {
    const begun = this.clock.now();
    let live = true;
    this.scheduled.set(target, () => (live = false)); // deregistered meanwhile: the answer no longer counts
    const release = this.clock.hold();
    try {
      const failure = await this.probe(target, group.healthCheck);
      if (!live) return;
      this.record(group, target, failure);
      const due = begun + group.healthCheck.intervalSeconds * 1000;
      this.schedule(target, Math.max(0, due - this.clock.now()), () => this.check(group, target));
    } finally {
      release();
    }
  }

  private record(group: TargetGroupRecord, target: TargetRecord, failure: TargetRecord['reason']): void {
    target.passes = failure === undefined ? target.passes + 1 : 0;
    target.failures = failure === undefined ? 0 : target.failures + 1;
    const needed = target.state === 'initial' ? 1 : group.healthCheck.healthyThreshold;
    if (failure === undefined && target.passes >= needed) {
      target.reason = undefined;
      this.enter(group, target, 'healthy');
    } else if (failure !== undefined && target.failures >= group.healthCheck.unhealthyThreshold) {
      target.reason = failure;
      this.enter(group, target, 'unhealthy');
    }
  }

  private enter(group: TargetGroupRecord, target: TargetRecord, state: TargetState): void {
    if (target.state === state) return;
    target.state = state;
    this.changed(group.arn);
  }

  private forget(group: TargetGroupRecord, target: TargetRecord): void {
    this.scheduled.delete(target);
    const key = targetKey(target.ip, target.port);
    if (group.targets.get(key) === target) group.targets.delete(key);
    this.changed(group.arn);
  }

  private schedule(target: TargetRecord, delayMs: number, action: () => void | Promise<void>): void {
    this.scheduled.set(target, this.clock.at(this.clock.now() + delayMs, action));
  }

  private cancel(target: TargetRecord): void {
    this.scheduled.get(target)?.();
    this.scheduled.delete(target);
  }
}

/** `deregistration_delay.timeout_seconds` of a group in milliseconds. */
export function deregistrationDelayMs(group: TargetGroupRecord): number {
  return Number(group.attributes.get('deregistration_delay.timeout_seconds')) * 1000;
}
