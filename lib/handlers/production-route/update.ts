import { ModifyRuleCommand, SetRulePrioritiesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ENVIRONMENTS, EnvironmentName, ProductionRouteProperties } from '../../contract';
import { canonicalJson } from '../../core/content-hash';
import { RuleAction } from '../../core/traffic/rule-action';
import { actionsOf } from '../shared/production-rule';
import { isRollingBack } from '../shared/stack-status';
import { RouteContext } from './context';
import { conditionsOf } from './create';
import { moveRoute } from './move';
import { RuleOwner } from './own-rule';

/**
 * Changes conditions and priority of the rule, never its actions: an update, or the rollback of one, moves no traffic. On
 * another listener another rule takes the live actions over, but not under a release. Answers the rule's ARN.
 */
export async function updateRoute(
  context: RouteContext,
  ruleArn: string,
  properties: ProductionRouteProperties,
  old: ProductionRouteProperties,
  owner: RuleOwner,
): Promise<string> {
  const { elb } = context;
  assertLiveGroupsKept(await actionsOf(elb, ruleArn), properties, old);
  if (properties.ListenerArn !== old.ListenerArn) {
    await assertMayMove(context, properties, old, owner);
    return moveRoute(context, ruleArn, properties, owner);
  }
  if (canonicalJson(conditionsOf(properties)) !== canonicalJson(conditionsOf(old))) {
    await elb.send(new ModifyRuleCommand({ RuleArn: ruleArn, Conditions: conditionsOf(properties) }));
  }
  if (properties.Priority !== old.Priority) {
    const RulePriorities = [{ RuleArn: ruleArn, Priority: Number(properties.Priority) }];
    await elb.send(new SetRulePrioritiesCommand({ RulePriorities }));
  }
  return ruleArn;
}

/**
 * The functions of a release know the rule by their environment, which CloudFormation changes after this: what they write until then
 * would never reach the rule of the other listener. A stack that rolls back has to come through all the same.
 */
async function assertMayMove(
  { store, cloudformation }: RouteContext,
  properties: ProductionRouteProperties,
  old: ProductionRouteProperties,
  owner: RuleOwner,
): Promise<void> {
  const { release } = await store.read();
  if (release === undefined || (await isRollingBack(cloudformation, owner.StackId))) return;
  throw new Error(
    `the production listener must stay ${old.ListenerArn} while release ${release.releaseId} (version "${release.version}") is in ` +
      `phase ${release.phase}, got ${properties.ListenerArn}; deploy again when the release is over, or abort it first`,
  );
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
