import { ModifyRuleCommand, SetRulePrioritiesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ENVIRONMENTS, EnvironmentName, ProductionRouteProperties } from '../../contract';
import { canonicalJson } from '../../core/content-hash';
import { RuleAction } from '../../core/traffic/rule-action';
import { actionsOf, LoadBalancing } from '../shared/listener-rule';
import { isRollingBack } from '../shared/stack-status';
import { findCohort, updateCohort } from './cohort';
import { RouteContext } from './context';
import { copyRule } from './copy';
import { RouteRules } from './create';
import { deleteRoute } from './delete';
import { cohortOwner, RuleOwner } from './own-rule';
import { cohortOf, conditionsOf, isOtherCohort } from './properties';

/**
 * Changes conditions and priorities of the rules, never their actions: an update, or the rollback of one, moves no traffic. On
 * another listener other rules take the live actions over, but not under a release. Answers the rules' ARNs.
 */
export async function updateRoute(
  context: RouteContext,
  productionArn: string,
  properties: ProductionRouteProperties,
  old: ProductionRouteProperties,
  owner: RuleOwner,
): Promise<RouteRules> {
  const { elb } = context;
  const live = { productionArn, cohortArn: await knownCohort(elb, properties, old, owner) };
  await assertLiveGroupsKept(elb, live, properties, old);
  if (properties.ListenerArn !== old.ListenerArn) {
    await assertNoRelease(context, owner, `production listener must stay ${old.ListenerArn}`, properties.ListenerArn);
    return moveRoute(context, live, properties, owner);
  }
  const isOther = isOtherCohort(properties, old);
  if (isOther) {
    const [before = 'none', after = 'none'] = [old.CohortConditions, properties.CohortConditions];
    await assertNoRelease(context, owner, `cohort must stay ${before}`, after);
  }
  if (canonicalJson(conditionsOf(properties)) !== canonicalJson(conditionsOf(old))) {
    await elb.send(new ModifyRuleCommand({ RuleArn: productionArn, Conditions: conditionsOf(properties) }));
  }
  const cohort = cohortOf(properties);
  if (cohort === undefined) {
    if (live.cohortArn !== undefined) await deleteRoute(elb, live.cohortArn); // the production rule may take its priority now
    const alone = { productionArn, cohortArn: undefined };
    await setPriorities(elb, alone, properties, old);
    return alone;
  }
  await setPriorities(elb, live, properties, old);
  const isAsItWas = live.cohortArn !== undefined && !isOther;
  return { productionArn, cohortArn: isAsItWas ? live.cohortArn : await updateCohort(context, live, cohort, owner) };
}

async function knownCohort(
  elb: LoadBalancing,
  properties: ProductionRouteProperties,
  old: ProductionRouteProperties,
  owner: RuleOwner,
): Promise<string | undefined> {
  if (cohortOf(old) === undefined && cohortOf(properties) === undefined) return undefined;
  return findCohort(elb, old.ListenerArn, owner);
}

/** On another listener, both rules do there what they do here. */
async function moveRoute(
  context: RouteContext,
  { productionArn, cohortArn = productionArn }: RouteRules,
  properties: ProductionRouteProperties,
  owner: RuleOwner,
): Promise<RouteRules> {
  const cohort = cohortOf(properties);
  return {
    productionArn: await copyRule(context, productionArn, properties, owner),
    cohortArn: cohort === undefined ? undefined : await copyRule(context, cohortArn, cohort, cohortOwner(owner)),
  };
}

/** Both in one call, because one may take the other's place. */
async function setPriorities(
  elb: LoadBalancing,
  { productionArn, cohortArn }: RouteRules,
  properties: ProductionRouteProperties,
  old: ProductionRouteProperties,
): Promise<void> {
  const { Priority, CohortPriority } = properties;
  const isNew = Priority !== old.Priority || (cohortArn !== undefined && CohortPriority !== old.CohortPriority);
  if (!isNew) return;
  const RulePriorities = [{ RuleArn: productionArn, Priority: Number(Priority) }];
  if (cohortArn !== undefined && CohortPriority !== undefined)
    RulePriorities.push({ RuleArn: cohortArn, Priority: Number(CohortPriority) });
  await elb.send(new SetRulePrioritiesCommand({ RulePriorities }));
}

/**
 * The functions of a release know the rules by their environment, which CloudFormation changes after this: what they write until then
 * would never reach the rule of another listener, nor lead another cohort. A stack that rolls back has to come through all the same.
 */
async function assertNoRelease(
  { store, cloudformation }: RouteContext,
  owner: RuleOwner,
  rule: string,
  got: string,
): Promise<void> {
  const { release } = await store.read();
  if (release === undefined || (await isRollingBack(cloudformation, owner.StackId))) return;
  throw new Error(
    `the ${rule} while release ${release.releaseId} (version "${release.version}") is in ` +
      `phase ${release.phase}, got ${got}; deploy again when the release is over, or abort it first`,
  );
}

/** A target group that takes traffic can't be replaced under it: the new one has no targets yet. */
async function assertLiveGroupsKept(
  elb: LoadBalancing,
  { productionArn, cohortArn }: RouteRules,
  properties: ProductionRouteProperties,
  old: ProductionRouteProperties,
): Promise<void> {
  const ofProduction = await actionsOf(elb, productionArn);
  const ofCohort = cohortArn === undefined ? [] : await actionsOf(elb, cohortArn);
  const taking = groupsTakingTraffic([...ofProduction, ...ofCohort]);
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
