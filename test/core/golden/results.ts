import { GoldenRules } from '../../../lib/contract';
import { count, GoldenCounts, mergeCounts, NO_COUNTS } from '../../../lib/core/golden/counts';
import { GoldenItem } from '../../../lib/core/golden/item';
import { JudgedRow, Judgement } from '../../../lib/core/golden/judge-item';

export const RULES: GoldenRules = { name: 'golden', minimumItems: 1, minimumCoveragePercent: 95 };

/** An item and what was found of it. */
export type Result = readonly [GoldenItem, Judgement];

let line = 0;

export function result(judgement: Judgement | readonly JudgedRow[], item: Partial<GoldenItem> = {}): Result {
  line += 1;
  const request = { contentType: 'application/json', body: '{}' };
  return [{ id: `i${line}`, line, request, ...item }, 'length' in judgement ? { rows: judgement } : judgement];
}

/** So many labelled items, of which the candidate and the live version were right or not. */
export function times(n: number, candidate: boolean, live?: boolean, item: Partial<GoldenItem> = {}): Result[] {
  const row: JudgedRow = {
    truth: 'label',
    candidate: candidate ? 'right' : 'wrong',
    ...(live === undefined ? {} : { live: live ? 'right' : 'wrong' }),
  };
  return Array.from({ length: n }, () => result([row], item));
}

export function countAll(results: readonly Result[]): GoldenCounts {
  return results.reduce((counts, [item, judgement]) => count(counts, item, judgement), NO_COUNTS);
}

/** As shards would: every group counted by itself, and merged two by two. */
export function countInParts(parts: readonly (readonly Result[])[]): GoldenCounts {
  const [one = NO_COUNTS, two, ...rest] = parts.map(countAll);
  return two === undefined ? one : [two, ...rest].reduceRight((right, left) => mergeCounts(left, right), one);
}
