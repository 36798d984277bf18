import { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ProductionRouteProperties } from '../../contract';
import { canonicalJson } from '../../core/content-hash';

/** The rule's conditions, which the template holds as JSON text. */
export function conditionsOf(properties: ProductionRouteProperties): RuleCondition[] {
  return JSON.parse(properties.Conditions) as RuleCondition[];
}

/** What the template says of the cohort's rule, in the same words as of the production rule; undefined when there is no cohort. */
export function cohortOf(properties: ProductionRouteProperties): ProductionRouteProperties | undefined {
  const { CohortPriority, CohortConditions } = properties;
  if (CohortPriority === undefined || CohortConditions === undefined) return undefined;
  return { ...properties, Priority: CohortPriority, Conditions: CohortConditions };
}

/** True when other callers than before would be in the cohort. */
export function isOtherCohort(properties: ProductionRouteProperties, old: ProductionRouteProperties): boolean {
  const callers = (of: ProductionRouteProperties) => {
    const cohort = cohortOf(of);
    return cohort === undefined ? undefined : canonicalJson(conditionsOf(cohort));
  };
  return callers(properties) !== callers(old);
}
