import { ModifyRuleCommand, SetRulePrioritiesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ENVIRONMENTS, EnvironmentName, ProductionRouteProperties } from '../../contract';
import { canonicalJson } from '../../core/content-hash';
import { RuleAction } from '../../core/traffic/rule-action';
import { actionsOf, LoadBalancing } from '../shared/production-rule';
import { conditionsOf } from './create';
import { moveRoute } from './move';
import { RuleOwner } from './own-rule';

/**
 * Changes conditions and priority of the rule, never its actions: an update, or the rollback of one, moves no traffic. On
 * another listener another rule takes the live actions over. Answers the rule's ARN.
 */
export async function updateRoute(
  elb: LoadBalancing,
  ruleArn: string,
  properties: ProductionRouteProperties,
  old: ProductionRouteProperties,
  owner: RuleOwner,
): Promise<string> {
  const actions = await actionsOf(elb, ruleArn);
  assertLiveGroupsKept(actions, properties, old);
  if (properties.ListenerArn !== old.ListenerArn) return moveRoute(elb, ruleArn, actions, properties, owner);
  if (canonicalJson(conditionsOf(properties)) !== canonicalJson(conditionsOf(old))) {
    await elb.send(new ModifyRuleCommand({ RuleArn: ruleArn, Conditions: conditionsOf(properties) }));
  }
  if (properties.Priority !== old.Priority) {
    const RulePriorities = [{ RuleArn: ruleArn, Priority: Number(properties.Priority) }];
    await elb.send(new SetRulePrioritiesCommand({ RulePriorities }));
  }
  return ruleArn;
}

/** A target group that takes traffic can't be replaced under it: the new one has no targets yet. */
function assertLiveGroupsKept(
  actions: readonly RuleAction[],
  properties: ProductionRouteProperties,
  old: ProductionRouteProperties,
): void {
  const taking = groupsTakingTraffic(actions);
  for (const environment of ENVIRONMENTS) {
    const before = groupOf(old, environment);
    if (groupOf(properties, environment) === before || !taking.includes(before)) continue;
    throw new Error(
      `the target group of ${environment} must stay ${before} while it takes production traffic, got ${groupOf(properties, environment)}; ` +
        'release a version into the other environment first',
    );
  }
}

function groupsTakingTraffic(actions: readonly RuleAction[]): string[] {
  return actions.flatMap(({ TargetGroupArn, ForwardConfig }) => {
    const listed = ForwardConfig?.TargetGroups ?? [];
    if (listed.length === 0) return TargetGroupArn === undefined ? [] : [TargetGroupArn];
    return listed.filter(({ Weight }) => (Weight ?? 1) > 0).map((group) => group.TargetGroupArn ?? '');
  });
}

function groupOf(properties: ProductionRouteProperties, environment: EnvironmentName): string {
  return environment === 'blue' ? properties.BlueTargetGroupArn : properties.GreenTargetGroupArn;
}
