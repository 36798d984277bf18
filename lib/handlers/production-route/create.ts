import { Action, CreateRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ProductionRouteProperties } from '../../contract';
import { notLiveYet } from '../../core/traffic/rule-action';
import { nameOf } from '../shared/errors';
import { LoadBalancing, sdkAction } from '../shared/listener-rule';
import { cohortOwner, findOwnRule, ownerTags, RuleOwner } from './own-rule';
import { cohortOf, conditionsOf } from './properties';

/** A rule that is there now. */
export interface PresentRule {
  readonly ruleArn: string;
  /** True when it was there before, so that its conditions and actions may be other ones. */
  readonly found: boolean;
}

/** ARNs of the rules of a route. */
export interface RouteRules {
  readonly productionArn: string;
  readonly cohortArn: string | undefined;
}

/**
 * Creates the rules; they answer 503 until a release brings traffic to a version. The cohort's comes first: a Create that fails after
 * it has no id by which CloudFormation could have the production rule deleted, and this one is found by its tags.
 */
export async function createRoute(
  elb: LoadBalancing,
  modelName: string,
  properties: ProductionRouteProperties,
  owner: RuleOwner,
): Promise<RouteRules> {
  const actions = [sdkAction(notLiveYet(modelName))];
  const cohort = cohortOf(properties);
  const cohortRule = cohort === undefined ? undefined : await createRule(elb, cohort, actions, cohortOwner(owner));
  const { ruleArn } = await createRule(elb, properties, actions, owner);
  return { productionArn: ruleArn, cohortArn: cohortRule?.ruleArn };
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
