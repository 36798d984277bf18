import { GoldenRules, OwnCheckResult } from '../../contract/index';
import { MAX_EVIDENCE_BYTES } from '../own-check';
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
  return { status, reason, evidence: fitting({ ...evidence, cost, whole }), exempt };
}

/** Whether a live version would have helped. One that got every answer wrong is not let through, whatever else is missing. */
function lacksLive({ minimumScorePercent }: GoldenRules, { total, unjudged }: GoldenCounts): boolean {
  if (total.judged > 0 && total.right === 0) return false;
  return minimumScorePercent === undefined || unjudged['nothing-expected'] > 0;
}

/** Lists are halved until they fit: they have the worst first, and the bucket has the rest. */
function fitting(evidence: Record<string, unknown>): Record<string, unknown> {
  let kept = evidence;
  while (Buffer.byteLength(JSON.stringify(kept)) > MAX_EVIDENCE_BYTES) kept = halved(kept);
  return kept;
}

function halved(evidence: Record<string, unknown>): Record<string, unknown> {
  const { slices, failing, criticalFailing } = evidence as {
    slices: Record<string, unknown>;
    failing: readonly unknown[];
    criticalFailing: readonly unknown[];
  };
  const entries = Object.entries(slices);
  return {
    ...evidence,
    slices: Object.fromEntries(firstHalf(entries)),
    failing: firstHalf(failing),
    criticalFailing: firstHalf(criticalFailing),
  };
}

function firstHalf<T>(list: readonly T[]): readonly T[] {
  return list.slice(0, Math.floor(list.length / 2));
}
