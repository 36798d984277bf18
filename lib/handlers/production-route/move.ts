import { ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ProductionRouteProperties } from '../../contract';
import { RuleAction, sameActions } from '../../core/traffic/rule-action';
import { actionsOf, LoadBalancing, sdkAction } from '../shared/production-rule';
import { conditionsOf, createRule, PresentRule } from './create';
import { RuleOwner } from './own-rule';

/** A release makes one change of the rule at a time, and none for the next minute. */
const COPY_TRIES = 3;

/**
 * Brings the route to another listener: a rule there does what the live one does. Answers its ARN. CloudFormation deletes the rule
 * that is left at the very end, so on the way back from a failed update that rule is still there, as it was before the update:
 * it is taken up again. Throws when somebody else's rule has the priority.
 */
export async function moveRoute(
  elb: LoadBalancing,
  liveArn: string,
  live: readonly RuleAction[],
  properties: ProductionRouteProperties,
  owner: RuleOwner,
): Promise<string> {
  const rule = await createRule(elb, properties, live.map(sdkAction), owner);
  if (rule.ruleArn !== liveArn) await copyActions(elb, liveArn, rule, properties);
  return rule.ruleArn;
}

/** Both rules are read after the last write: they agree, also when a release changed the live one meanwhile. */
async function copyActions(
  elb: LoadBalancing,
  liveArn: string,
  { ruleArn, found }: PresentRule,
  properties: ProductionRouteProperties,
): Promise<void> {
  let hasConditions = !found;
  for (let writes = 0; ; writes++) {
    const [live, copy] = await Promise.all([actionsOf(elb, liveArn), actionsOf(elb, ruleArn)]);
    if (hasConditions && sameActions(live, copy)) return;
    if (writes === COPY_TRIES) throw new Error(`rule ${ruleArn} must do what ${liveArn} does, and does not; try again`);
    const Actions = live.map(sdkAction);
    await elb.send(new ModifyRuleCommand({ RuleArn: ruleArn, Conditions: conditionsOf(properties), Actions }));
    hasConditions = true;
  }
}
