import { RoutingTable } from '../aws/routing';
import { TargetTotals } from '../traffic/collector';
import { CohortCallers } from '../traffic/load-messages';
import { sumByVersion } from './facts';
import { ModelView } from './model-view';
import { CohortFacts } from './record';

/** Callers whom the load balancer knows as the model's cohort; undefined for a model without one, and for a share of 0. */
export function cohortCallers(model: ModelView, table: RoutingTable, percent: number): CohortCallers | undefined {
  const rule = model.cohortRule(table);
  if (rule === undefined || percent === 0) return undefined;
  const { headers = [] } = rule.conditions;
  // The pattern of a cookie lets other cookies stand around it; these callers have none.
  return {
    headers: Object.fromEntries(headers.map(({ name, values }) => [name, values[0].replaceAll('*', '')])),
    percent,
  };
}

/** What became of the cohort's requests; null when the load had no cohort. */
export function cohortFacts(
  callers: CohortCallers | undefined,
  totals: readonly TargetTotals[],
  versionOf: (total: TargetTotals) => string,
): CohortFacts | null {
  if (callers === undefined) return null;
  return {
    percent: callers.percent,
    byVersion: sumByVersion(totals, versionOf, ({ sent }) => sent),
    failed: totals.reduce((sum, { failed }) => sum + failed, 0),
  };
}
