import {
  Action,
  CreateRuleCommand,
  DescribeRulesCommand,
  RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ProductionRouteProperties } from '../../contract';
import { notLiveYet, RuleAction } from '../../core/traffic/rule-action';
import { nameOf } from '../shared/errors';
import { LoadBalancing, sdkAction } from '../shared/production-rule';

/** The rule's conditions, which the template holds as JSON text. */
export function conditionsOf(properties: ProductionRouteProperties): RuleCondition[] {
  return JSON.parse(properties.Conditions) as RuleCondition[];
}

/** Creates the rule; it answers 503 until a release brings traffic to a version. Answers the rule's ARN. */
export async function createRoute(
  elb: LoadBalancing,
  modelName: string,
  properties: ProductionRouteProperties,
): Promise<string> {
  return createRule(elb, properties, [sdkAction(notLiveYet(modelName))]);
}

/** Creates a rule, or finds the one that an earlier try of the same request created before it was killed. */
export async function createRule(
  elb: LoadBalancing,
  properties: ProductionRouteProperties,
  actions: Action[],
): Promise<string> {
  try {
    const { Rules = [] } = await elb.send(
      new CreateRuleCommand({
        ListenerArn: properties.ListenerArn,
        Priority: Number(properties.Priority),
        Conditions: conditionsOf(properties),
        Actions: actions,
      }),
    );
    const ruleArn = Rules[0]?.RuleArn;
    if (ruleArn !== undefined) return ruleArn;
    throw new Error(`the load balancer created no rule on ${properties.ListenerArn}`);
  } catch (error) {
    if (nameOf(error) !== 'PriorityInUseException' && nameOf(error) !== 'PriorityInUse') throw error;
    const ownArn = await findOwnRule(elb, properties, actions);
    if (ownArn !== undefined) return ownArn;
    throw error;
  }
}

/** The rule at our priority, if it does exactly what ours would do: then it is ours. */
async function findOwnRule(
  elb: LoadBalancing,
  properties: ProductionRouteProperties,
  actions: Action[],
): Promise<string | undefined> {
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn: properties.ListenerArn }));
  const rule = Rules.find(({ Priority }) => Priority === properties.Priority);
  return essence(rule?.Actions?.[0]) === essence(actions[0]) ? rule?.RuleArn : undefined;
}

/** What an action does, without the members that the API adds when it is read back. */
function essence(action: RuleAction | undefined): string {
  const groups = (action?.ForwardConfig?.TargetGroups ?? []).map(({ TargetGroupArn, Weight }) => [
    TargetGroupArn,
    Weight ?? 1,
  ]);
  return JSON.stringify([action?.Type, action?.FixedResponseConfig?.MessageBody, groups]);
}
