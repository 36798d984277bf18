import { LoadCounts, LoadRules } from '../../contract/load';
import { ComparedSide, ComparisonBlock, LoadPlan } from './plan';
import { ComparedPair } from './relative';
import { clearFailure } from './stage-result';
import { LoadStage } from './stages';
import { ComparisonResult, StageResult, stopReason } from './verdict';

/** A while of constant load against one side. The test is a row of these. */
export type LoadPart = (
  | { readonly kind: 'stage'; readonly side: 'candidate'; readonly of: LoadStage }
  | { readonly kind: 'block'; readonly side: ComparedSide; readonly of: ComparisonBlock }
) & { readonly name: string };

/**
 * Stages up to the peak, then the comparison, and what is beyond the peak at the very end: a candidate that broke under more than it has to
 * stand would have nothing to be compared by.
 */
export function partsOf({ stages, blocks }: Pick<LoadPlan, 'stages' | 'blocks'>): readonly LoadPart[] {
  const stage = (of: LoadStage): LoadPart => ({ kind: 'stage', side: 'candidate', of, name: of.name });
  const upToPeak = stages.filter(({ use }) => use !== 'informational').map(stage);
  const compared = blocks.map((of): LoadPart => ({ kind: 'block', side: of.side, of, name: nameOf(of) }));
  return [...upToPeak, ...compared, ...stages.filter(({ use }) => use === 'informational').map(stage)];
}

function nameOf({ side, pair }: ComparisonBlock): string {
  return pair === undefined ? 'what is slow' : `pair ${pair + 1}, ${side}`;
}

/**
 * Why a part ends at once; undefined when it goes on. A comparison has no limits of its own, but nobody goes on sending requests to an
 * environment that fails them, least of all to the live one.
 */
export function stopOfPart(rules: LoadRules, part: LoadPart, counts: LoadCounts): string | undefined {
  if (part.kind === 'stage') return stopReason(rules, { stage: part.of, counts });
  const { maxErrorPercent } = rules.limits;
  const failure = clearFailure({ limits: { maxErrorPercent } }, part.of.requests, counts);
  return failure === undefined ? undefined : `stopped in the comparison, ${part.name}: ${failure}`;
}

/** Stages of the parts that were run, which are the first ones. */
export function stageResults(parts: readonly LoadPart[], counted: readonly LoadCounts[]): readonly StageResult[] {
  return counted.flatMap((counts, index) => {
    const part = parts[index];
    return part.kind === 'stage' ? [{ stage: part.of, counts }] : [];
  });
}

/** The comparison as far as it was run; undefined before it began. Pairs of which one block is missing are none. */
export function comparisonResult(
  parts: readonly LoadPart[],
  counted: readonly LoadCounts[],
): ComparisonResult | undefined {
  let baseline: LoadCounts | undefined;
  const pairs = new Map<number, Partial<Record<ComparedSide, LoadCounts>>>();
  counted.forEach((counts, index) => {
    const part = parts[index];
    if (part.kind === 'stage') return;
    const { pair, side } = part.of;
    if (pair === undefined) baseline = counts;
    else pairs.set(pair, { ...pairs.get(pair), [side]: counts });
  });
  if (baseline === undefined) return undefined;
  return { baseline, pairs: [...pairs.values()].filter(isWhole) };
}

function isWhole(pair: Partial<Record<ComparedSide, LoadCounts>>): pair is ComparedPair {
  return pair.live !== undefined && pair.candidate !== undefined;
}
