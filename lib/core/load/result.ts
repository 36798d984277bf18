import { Verdict } from '../../contract/checks';
import { LoadCounts, LoadRules } from '../../contract/load';
import { OwnCheckResult } from '../../contract/own-check';
import { comparisonResult, LoadPart, stageResults, stopOfPart } from './parts';
import { loadVerdict } from './verdict';

/** What a load test ends with. */
export type LoadResult = Required<OwnCheckResult>;

/**
 * The result of a test whose first parts were run; undefined when it goes on. It ends after its last part, after one that failed clearly,
 * and when the stage at the peak decided against the version: more load would be for nothing.
 *
 * @param counted of the parts that were run, in their order
 */
export function loadResult(
  rules: LoadRules,
  parts: readonly LoadPart[],
  counted: readonly LoadCounts[],
): LoadResult | undefined {
  const last = counted.length - 1;
  const stopped = stopOfPart(rules, parts[last], counted[last]);
  const verdict = verdictOf(rules, parts, counted);
  if (stopped !== undefined) return resultOf(stoppedVerdict(verdict, parts[last], stopped));
  if (counted.length === parts.length) return resultOf(verdict);
  const { kind, of } = parts[last];
  if (kind === 'block' || of.use !== 'verdict') return undefined;
  const atPeak = loadVerdict(withoutComparison(rules), stageResults(parts, counted));
  return atPeak.status === 'PASS' ? undefined : resultOf(atPeak);
}

/** The rules for a model that has no live version: there is nothing to compare with. */
export function withoutComparison(rules: LoadRules): LoadRules {
  return { ...rules, comparison: undefined };
}

function verdictOf(rules: LoadRules, parts: readonly LoadPart[], counted: readonly LoadCounts[]): Verdict {
  return loadVerdict(rules, stageResults(parts, counted), comparisonResult(parts, counted));
}

/** A stage says itself what its end means. One beyond the peak means nothing, and a live version that fails says nothing of the new one. */
function stoppedVerdict(verdict: Verdict, part: LoadPart, reason: string): Verdict {
  if (part.kind === 'stage') return verdict;
  return { ...verdict, status: part.side === 'candidate' ? 'FAIL' : 'INSUFFICIENT_DATA', reason };
}

function resultOf({ status, reason, evidence }: Verdict): LoadResult {
  if (status === 'PENDING') throw new Error('a load test must have ended, got PENDING; end it by its last part');
  return { status, reason, evidence };
}
