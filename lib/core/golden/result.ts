import { GoldenRules, OwnCheckResult } from '../../contract/index';
import { fitEvidence } from '../fit-evidence';
import { GoldenCost } from './cost';
import { GoldenCounts } from './counts';
import { goldenVerdict } from './verdict';

/** What a golden set ends with. */
export interface GoldenResult extends Required<OwnCheckResult> {
  /** True when the release goes on with `INSUFFICIENT_DATA`, because no version is live. */
  readonly exempt: boolean;
}

/** What is known besides the counts. */
export interface GoldenCircumstances {
  readonly isLive: boolean;
  readonly cost: GoldenCost;
  /** Where all of the evidence is. */
  readonly whole: string;
}

/** The verdict, with as much of the evidence as the ledger takes. */
export function goldenResult(
  rules: GoldenRules,
  counts: GoldenCounts,
  { isLive, cost, whole }: GoldenCircumstances,
): GoldenResult {
  const { status, reason, evidence } = goldenVerdict(rules, counts, isLive);
  if (status === 'PENDING') throw new Error('a golden set must have ended, got PENDING; reduce it once');
  const exempt = !isLive && status === 'INSUFFICIENT_DATA' && lacksLive(rules, counts);
  return {
    status,
    reason,
    evidence: fitEvidence({ ...evidence, cost, whole }, ['slices', 'failing', 'criticalFailing']),
    exempt,
  };
}

/** Whether a live version would have helped. One that got every answer wrong is not let through, whatever else is missing. */
function lacksLive({ minimumScorePercent }: GoldenRules, { total, unjudged }: GoldenCounts): boolean {
  if (total.judged > 0 && total.right === 0) return false;
  return minimumScorePercent === undefined || unjudged['nothing-expected'] > 0;
}
