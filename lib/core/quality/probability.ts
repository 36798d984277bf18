/** A probability that was predicted, and whether the thing came true. */
export interface ScoredOutcome {
  readonly score: number;
  readonly positive: boolean;
}

/** Scores of one tenth of the scale, and what became of them. */
export interface CalibrationBin {
  /** The bin's lower end, 0, 0.1 … 0.9. */
  readonly from: number;
  readonly count: number;
  readonly meanScore: number;
  /** Share that came true. */
  readonly positiveShare: number;
}

const BINS = 10;

/**
 * Probability that a positive one has the higher score than a negative one, ties counting half: the area under the ROC curve. Missing
 * unless both came true.
 */
export function areaUnderRoc(outcomes: readonly ScoredOutcome[]): number | undefined {
  const sorted = [...outcomes].sort((one, other) => one.score - other.score);
  let [negativesBelow, wins, positives] = [0, 0, 0];
  for (let at = 0; at < sorted.length;) {
    let [tiedPositives, tiedNegatives] = [0, 0];
    const { score } = sorted[at];
    for (; at < sorted.length && sorted[at].score === score; at++) {
      if (sorted[at].positive) tiedPositives += 1;
      else tiedNegatives += 1;
    }
    wins += tiedPositives * (negativesBelow + tiedNegatives / 2);
    positives += tiedPositives;
    negativesBelow += tiedNegatives;
  }
  return positives === 0 || negativesBelow === 0 ? undefined : wins / (positives * negativesBelow);
}

/** Mean of -ln of the probability that was given to what came true; a certainty that fails counts 36, not infinity. */
export function logLoss(outcomes: readonly ScoredOutcome[]): number | undefined {
  const clipped = (score: number) => Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, score));
  return mean(outcomes, ({ score, positive }) => -Math.log(positive ? clipped(score) : 1 - clipped(score)));
}

/** Mean square of the distance between scores and what came true, 0 or 1. */
export function brierScore(outcomes: readonly ScoredOutcome[]): number | undefined {
  return mean(outcomes, ({ score, positive }) => (score - Number(positive)) ** 2);
}

/** Tenths of the scale that have scores. A score of 1 belongs to the last one. */
export function calibrationBins(outcomes: readonly ScoredOutcome[]): readonly CalibrationBin[] {
  return Array.from({ length: BINS }, (_, bin) => {
    const members = outcomes.filter(({ score }) => Math.min(BINS - 1, Math.floor(score * BINS)) === bin);
    return {
      from: bin / BINS,
      count: members.length,
      meanScore: mean(members, ({ score }) => score) ?? 0,
      positiveShare: mean(members, ({ positive }) => Number(positive)) ?? 0,
    };
  }).filter(({ count }) => count > 0);
}

/** Mean distance of the bins' scores from what came true, weighted by their counts. It depends on the number of bins: compare it with itself only. */
export function calibrationError(outcomes: readonly ScoredOutcome[]): number | undefined {
  if (outcomes.length === 0) return undefined;
  const distances = calibrationBins(outcomes).map(
    ({ count, meanScore, positiveShare }) => (count / outcomes.length) * Math.abs(meanScore - positiveShare),
  );
  return distances.reduce((sum, distance) => sum + distance, 0);
}

function mean<T>(items: readonly T[], valueOf: (item: T) => number): number | undefined {
  return items.length === 0 ? undefined : items.reduce((sum, item) => sum + valueOf(item), 0) / items.length;
}
