import { AwsError } from '../service';
import { ResourceIds } from '../resource-ids';
import { ListenerRecord, LoadBalancerRecord, RuleRecord, Tags, TargetGroupRecord } from './records';

/** All resources of the emulated ELBv2, with the lookups that answer as AWS does when something is missing. */
export class Elbv2State {
  readonly ids = new ResourceIds('elbv2');
  readonly loadBalancers = new Map<string, LoadBalancerRecord>();
  readonly targetGroups = new Map<string, TargetGroupRecord>();
  readonly listeners = new Map<string, ListenerRecord>();
  readonly tags: Tags = new Map();

  loadBalancer(arn: string): LoadBalancerRecord {
    return found(this.loadBalancers.get(arn), 'LoadBalancerNotFound', `Load balancer '${arn}' not found`);
  }

  targetGroup(arn: string): TargetGroupRecord {
    return found(this.targetGroups.get(arn), 'TargetGroupNotFound', `Target group '${arn}' not found`);
  }

  listener(arn: string): ListenerRecord {
    return found(this.listeners.get(arn), 'ListenerNotFound', `Listener '${arn}' not found`);
  }

  rule(arn: string): RuleRecord {
    const rule = this.rules().find((candidate) => candidate.arn === arn);
    return found(rule, 'RuleNotFound', `Rule '${arn}' not found`);
  }

  rules(): readonly RuleRecord[] {
    return [...this.listeners.values()].flatMap((listener) => [...listener.rules.values()]);
  }

  /** Rules (default rules included) that forward to a group. */
  rulesUsing(targetGroupArn: string): readonly RuleRecord[] {
    return this.rules().filter((rule) => forwardedGroups(rule).includes(targetGroupArn));
  }

  /** The load balancer that a group hangs on; one at most, because `CreateRule` and `ModifyRule` refuse a second. */
  loadBalancerOf(targetGroupArn: string): LoadBalancerRecord | undefined {
    const rule = this.rulesUsing(targetGroupArn)[0];
    return rule === undefined ? undefined : this.loadBalancer(this.listener(rule.listenerArn).loadBalancerArn);
  }
}

/** Target groups that a rule forwards to, also those with weight 0. */
export function forwardedGroups(rule: RuleRecord): readonly string[] {
  return rule.actions
    .flatMap((action) => action.ForwardConfig?.TargetGroups ?? [])
    .map((group) => group.TargetGroupArn!);
}

function found<T>(record: T | undefined, code: string, message: string): T {
  if (record === undefined) throw new AwsError(code, message);
  return record;
}
