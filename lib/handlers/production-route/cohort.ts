import { ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LISTENER_GONE_ERRORS, ProductionRouteProperties } from '../../contract';
import { unless } from '../shared/errors';
import { LoadBalancing } from '../shared/listener-rule';
import { RouteContext } from './context';
import { copyRule } from './copy';
import { RouteRules } from './create';
import { deleteRoute } from './delete';
import { cohortOwner, findRuleOf, RuleOwner } from './own-rule';
import { conditionsOf } from './properties';

/** ARN of the cohort's rule on a listener; undefined when it is not there. */
export function findCohort(elb: LoadBalancing, listenerArn: string, owner: RuleOwner): Promise<string | undefined> {
  return findRuleOf(elb, listenerArn, cohortOwner(owner));
}

/** Makes the cohort's rule what the template says; its actions stay as they are. One that is not there does what the production rule does. */
export async function updateCohort(
  context: RouteContext,
  { productionArn, cohortArn }: RouteRules,
  cohort: ProductionRouteProperties,
  owner: RuleOwner,
): Promise<string> {
  if (cohortArn === undefined) return copyRule(context, productionArn, cohort, cohortOwner(owner));
  await context.elb.send(new ModifyRuleCommand({ RuleArn: cohortArn, Conditions: conditionsOf(cohort) }));
  return cohortArn;
}

/** Deletes the cohort's rule, whatever its priority is; harmless when it, or its listener, is gone. */
export async function removeCohort(
  elb: LoadBalancing,
  { ListenerArn }: ProductionRouteProperties,
  owner: RuleOwner,
): Promise<void> {
  const cohortArn = await unless(LISTENER_GONE_ERRORS, findCohort(elb, ListenerArn, owner));
  if (cohortArn !== undefined) await deleteRoute(elb, cohortArn);
}
