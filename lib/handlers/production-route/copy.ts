import { ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ProductionRouteProperties } from '../../contract';
import { stableVersion, trafficIsSettled } from '../../core/ledger/stable';
import { forwardToOnly, notLiveYet, RuleAction, sameActions } from '../../core/traffic/rule-action';
import { actionsOf, LoadBalancing, sdkAction } from '../shared/listener-rule';
import { RouteContext } from './context';
import { createRule, PresentRule } from './create';
import { RuleOwner } from './own-rule';
import { conditionsOf } from './properties';

/** A release makes one change of the rule at a time, and none for the next minute. */
const COPY_TRIES = 3;

/**
 * Makes another rule that does what the live one does: on another listener, or for a cohort. Answers its ARN. CloudFormation deletes
 * the rule that is left behind by a move at the very end, so on the way back from a failed update that rule is still there, as it was
 * before the update: it is taken up again. Throws when somebody else's rule has the priority.
 */
export async function copyRule(
  context: RouteContext,
  liveArn: string,
  properties: ProductionRouteProperties,
  owner: RuleOwner,
): Promise<string> {
  const wanted = () => wantedActions(context, liveArn, properties);
  const rule = await createRule(context.elb, properties, (await wanted()).map(sdkAction), owner);
  if (rule.ruleArn !== liveArn) await bringActions(context.elb, wanted, rule, properties);
  return rule.ruleArn;
}

/**
 * What the other rule has to do: what the live one does. Only on the way back can a release be at work whose traffic
 * is not settled, and what it writes to the live rule from now on is lost: so the stable side gets all traffic, whatever it decides.
 */
async function wantedActions(
  { elb, store }: RouteContext,
  liveArn: string,
  { BlueTargetGroupArn: blue, GreenTargetGroupArn: green }: ProductionRouteProperties,
): Promise<readonly RuleAction[]> {
  const ledger = await store.read();
  if (ledger.release === undefined || trafficIsSettled(ledger.release)) return actionsOf(elb, liveArn);
  const stable = stableVersion(ledger)?.environment;
  return [stable === undefined ? notLiveYet(store.modelName) : forwardToOnly({ blue, green }, stable)];
}

/** Everything is read after the last write: both agree, also when a release changed the live rule meanwhile. */
async function bringActions(
  elb: LoadBalancing,
  wanted: () => Promise<readonly RuleAction[]>,
  { ruleArn, found }: PresentRule,
  properties: ProductionRouteProperties,
): Promise<void> {
  let hasConditions = !found;
  for (let writes = 0; ; writes++) {
    const [actions, copy] = await Promise.all([wanted(), actionsOf(elb, ruleArn)]);
    if (hasConditions && sameActions(actions, copy)) return;
    if (writes === COPY_TRIES)
      throw new Error(`rule ${ruleArn} must do what the live one does, and does not; try again`);
    const Actions = actions.map(sdkAction);
    await elb.send(new ModifyRuleCommand({ RuleArn: ruleArn, Conditions: conditionsOf(properties), Actions }));
    hasConditions = true;
  }
}
