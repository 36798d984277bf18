import { Verdict, VerdictStatus } from '../../contract/checks';
import { GoldenRules } from '../../contract/golden';
import { GoldenCounts, SliceCounts } from './counts';
import { ALPHA, mcnemar } from './mcnemar';
import { ASSUMED_DISCORDANCE, detectableDropPoints, itemsNeeded } from './power';

/** Slices and failing predictions in the evidence of a verdict, which the ledger has to hold. The rest is in the counts. */
const SHOWN_SLICES = 20;
const SHOWN_FAILING = 20;

/**
 * Decides by the counts of the whole set, once. FAIL: a critical prediction isn't right; or the share of right answers is below the
 * minimum; or the exact one-sided McNemar test says at 5 % that the candidate is worse than the live version on the labelled ones.
 * PASS needs something that was judged: `minimumItems` predictions, a minimum or a comparison, and answers of the live version to compare
 * with. Slices decide nothing: of twenty, one is worse at 5 % by chance.
 */
export function goldenVerdict(rules: GoldenRules, counts: GoldenCounts, isLive: boolean): Verdict {
  const { total } = counts;
  const evidence = evidenceOf(rules, counts);
  const verdict = (status: VerdictStatus, reason: string): Verdict => ({ check: rules.name, status, reason, evidence });
  const seen = inWords(rules, counts);
  const failures = failuresOf(rules, counts);
  if (failures.length > 0) return verdict('FAIL', `${failures.join('; ')}; ${seen}`);
  const missing = missingOf(rules, counts, isLive);
  if (missing !== undefined) return verdict('INSUFFICIENT_DATA', `${missing}; ${seen}`);
  const small = tooSmallFor(rules, total);
  return verdict('PASS', small === undefined ? seen : `${seen}; ${small}`);
}

/** Says that a set is too small for the drop that it is meant to detect; undefined when it is not. */
function tooSmallFor(
  { detectableDropPoints: drop }: Pick<GoldenRules, 'detectableDropPoints'>,
  { pairs, worse, better }: Pick<SliceCounts, 'pairs' | 'worse' | 'better'>,
): string | undefined {
  if (drop === undefined || pairs === 0) return undefined;
  const needed = itemsNeeded(drop, discordanceOf({ pairs, worse, better }));
  if (pairs >= needed) return undefined;
  return `too small for a drop of ${drop} points, which ${needed} predictions would detect with 80 % power; add items, or state a larger drop`;
}

function failuresOf(
  { minimumScorePercent }: GoldenRules,
  { total, criticalFailed, criticalFailing }: GoldenCounts,
): string[] {
  const { judged, right, pairs, worse, better } = total;
  const failures: string[] = [];
  if (criticalFailed > 0) {
    failures.push(`critical predictions that are not right: ${criticalFailed} (${criticalFailing[0]?.id})`);
  }
  if (judged > 0 && minimumScorePercent !== undefined && 100 * right < minimumScorePercent * judged) {
    failures.push(`the score must be ${minimumScorePercent} % at least`);
  }
  const chance = mcnemar(worse, better);
  if (pairs > 0 && chance < ALPHA) {
    failures.push(
      `worse than the live version (${worse} got worse, ${better} better, chance ${rounded(chance)} if it were as good)`,
    );
  }
  return failures;
}

/** What a PASS needs and isn't there, with what to do. */
function missingOf(
  rules: GoldenRules,
  { total, unjudged, criticalUnjudged }: GoldenCounts,
  isLive: boolean,
): string | undefined {
  const { judged, labelled, pairs } = total;
  if (criticalUnjudged > 0) {
    return `critical items that could not be judged: ${criticalUnjudged}; say in them what is expected`;
  }
  if (judged < rules.minimumItems || judged === 0) {
    return `${judged} predictions could be judged, ${Math.max(1, rules.minimumItems)} are needed; add items that say what is expected`;
  }
  if (isLive) {
    const compared = pairs + judged - labelled;
    const comparable = judged + unjudged['live-failed'];
    if (100 * compared < rules.minimumCoveragePercent * comparable) {
      return (
        `the live version answered ${percentOf(compared, comparable)} % of the requests, ${rules.minimumCoveragePercent} % are needed; ` +
        'look at the live environment, or give it less to do at a time'
      );
    }
  }
  if (pairs > 0 || rules.minimumScorePercent !== undefined) return undefined;
  const why = isLive ? 'no item says what is expected' : 'no version is live to compare with';
  return `${why}, and no minimumScore says what is good enough; give one`;
}

function inWords({ minimumScorePercent }: GoldenRules, { total, unjudged }: GoldenCounts): string {
  const { judged, right, errors, pairs, liveRight } = total;
  const limit = minimumScorePercent === undefined ? '' : ` (minimum ${minimumScorePercent} %)`;
  const live = pairs === 0 ? '' : `, live ${percentOf(liveRight, pairs)} % of ${pairs}`;
  const failed = errors === 0 ? '' : `, ${errors} without a usable answer`;
  const left = unjudged['nothing-expected'] + unjudged['live-failed'];
  const open = left === 0 ? '' : `, ${left} items could not be judged`;
  return `${percentOf(right, judged)} % of ${judged} predictions right${limit}${live}${failed}${open}${powerInWords(total)}`;
}

function powerInWords(total: SliceCounts): string {
  if (total.pairs === 0) return '';
  const drop = detectableDropPoints(total.pairs, discordanceOf(total));
  return drop === undefined
    ? ', too few to detect any drop'
    : `, enough to detect a drop of ${drop} points with 80 % power`;
}

/** Where the two differ on nothing, what is assumed: none at all would promise too much. */
function discordanceOf({ pairs, worse, better }: Pick<SliceCounts, 'pairs' | 'worse' | 'better'>): number {
  return worse + better === 0 ? ASSUMED_DISCORDANCE : (worse + better) / pairs;
}

function evidenceOf(rules: GoldenRules, counts: GoldenCounts): Record<string, unknown> {
  const { total, slices, otherSlices, criticalFailed, criticalUnjudged, criticalFailing, failing, items, unjudged } =
    counts;
  const drop = total.pairs === 0 ? undefined : detectableDropPoints(total.pairs, discordanceOf(total));
  const byLoss = Object.entries(slices).sort(([, one], [, two]) => loss(two) - loss(one));
  return {
    items,
    unjudged,
    ...summary(total),
    minimumScorePercent: rules.minimumScorePercent,
    ...(drop === undefined ? {} : { detectableDropPoints: drop }),
    criticalFailed,
    criticalUnjudged,
    criticalFailing: criticalFailing.slice(0, SHOWN_FAILING),
    failing: failing.slice(0, SHOWN_FAILING),
    slices: Object.fromEntries(byLoss.slice(0, SHOWN_SLICES).map(([name, slice]) => [name, summary(slice)])),
    ...(otherSlices === undefined ? {} : { otherSlices: summary(otherSlices) }),
  };
}

function summary(slice: SliceCounts): Record<string, unknown> {
  const { judged, right, pairs, liveRight, worse, better } = slice;
  return {
    ...slice,
    scorePercent: percentOf(right, judged),
    ...(pairs === 0
      ? {}
      : { liveScorePercent: percentOf(liveRight, pairs), chanceIfAsGood: rounded(mcnemar(worse, better)) }),
  };
}

/** What a slice is ordered by: the ones that got worse first, then those with most wrong answers. */
function loss({ worse, better, judged, right }: SliceCounts): number {
  return 1e6 * (worse - better) + judged - right;
}

/** To two decimals; 0 of nothing is 0. */
function percentOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((10_000 * part) / whole) / 100;
}

/** Two significant digits: what a person reads of a chance. */
function rounded(chance: number): number {
  return Number(chance.toPrecision(2));
}
