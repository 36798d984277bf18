import { DecisionOutline, decisionOutline, EXPECTED_RATES } from '../core/outline/decision-outline';
import { judgeWarnings, trafficWarnings } from '../core/outline/outline-warnings';
import { ReleaseOutline, releaseOutline } from '../core/outline/release-outline';
import { DetectionPath, detectionPaths } from '../core/detection/detection';
import { normalisePlan } from '../core/plan';
import { PlannedModel } from './planned-model';

/** What somebody expects of the traffic. */
export interface ExpectedTraffic {
  readonly requestsPerMinute?: number;
  /** Share of the requests that fails with a good version, 0 to 1. */
  readonly baseRate?: number;
  /** How many times as many failures have to be found. */
  readonly ratio?: number;
}

/** What `bluegreen plan --json` prints. */
export interface ReleaseReport extends Omit<PlannedModel, 'detection' | 'checks'> {
  readonly outline: ReleaseOutline;
  /** How soon a fault is found and undone, fastest path first. */
  readonly detection: readonly DetectionPath[];
  /** Null when no traffic is known, or when nothing compares the versions. */
  readonly decision: DecisionOutline | null;
  readonly requestsPerMinute: number | null;
  readonly warnings: readonly string[];
}

/** The plan of the next release, as far as it can be told before. */
export function releaseReport(
  { detection, checks, ...planned }: PlannedModel,
  expected: ExpectedTraffic,
): ReleaseReport {
  const plan = normalisePlan(planned.plan);
  const requestsPerMinute = expected.requestsPerMinute ?? plan.analysis?.expectedRequestsPerMinute;
  const traffic =
    requestsPerMinute === undefined
      ? undefined
      : {
          requestsPerMinute,
          baseRate: expected.baseRate ?? EXPECTED_RATES.baseRate,
          ratio: expected.ratio ?? plan.analysis?.minimumDetectableRatio ?? EXPECTED_RATES.ratio,
        };
  return {
    ...planned,
    plan,
    outline: releaseOutline(plan, checks),
    detection: detectionPaths(detection),
    decision: (traffic && decisionOutline(plan, traffic)) ?? null,
    requestsPerMinute: requestsPerMinute ?? null,
    warnings: [...judgeWarnings(plan), ...(traffic === undefined ? [] : trafficWarnings(plan, detection, traffic))],
  };
}
