import { Action, CreateRuleCommand, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ProductionRouteProperties } from '../../contract';
import { notLiveYet } from '../../core/traffic/rule-action';
import { nameOf } from '../shared/errors';
import { LoadBalancing, sdkAction } from '../shared/production-rule';
import { findOwnRule, ownerTags, RuleOwner } from './own-rule';

/** A rule that is there now. */
export interface PresentRule {
  readonly ruleArn: string;
  /** True when it was there before, so that its conditions and actions may be other ones. */
  readonly found: boolean;
}

/** The rule's conditions, which the template holds as JSON text. */
export function conditionsOf(properties: ProductionRouteProperties): RuleCondition[] {
  return JSON.parse(properties.Conditions) as RuleCondition[];
}

/** Creates the rule; it answers 503 until a release brings traffic to a version. Answers the rule's ARN. */
export async function createRoute(
  elb: LoadBalancing,
  modelName: string,
  properties: ProductionRouteProperties,
  owner: RuleOwner,
): Promise<string> {
  const { ruleArn } = await createRule(elb, properties, [sdkAction(notLiveYet(modelName))], owner);
  return ruleArn;
}

/** Creates a rule, or finds the one of the same owner at its priority. Throws PriorityInUse when that is somebody else's. */
export async function createRule(
  elb: LoadBalancing,
  properties: ProductionRouteProperties,
  actions: Action[],
  owner: RuleOwner,
): Promise<PresentRule> {
  try {
    const { Rules = [] } = await elb.send(
      new CreateRuleCommand({
        ListenerArn: properties.ListenerArn,
        Priority: Number(properties.Priority),
        Conditions: conditionsOf(properties),
        Actions: actions,
        Tags: ownerTags(owner),
      }),
    );
    const ruleArn = Rules[0]?.RuleArn;
    if (ruleArn !== undefined) return { ruleArn, found: false };
    throw new Error(`the load balancer created no rule on ${properties.ListenerArn}`);
  } catch (error) {
    if (nameOf(error) !== 'PriorityInUseException' && nameOf(error) !== 'PriorityInUse') throw error;
    const ruleArn = await findOwnRule(elb, properties, owner);
    if (ruleArn !== undefined) return { ruleArn, found: true };
    throw error;
  }
}
