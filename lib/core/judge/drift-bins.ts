/**
 * Bins that predictions are counted in, frozen before the shift. Scores have edges, each the upper end of a bin; classes have names. One
 * more bin takes the rest: scores above the last edge, rare and new classes. And with scores one more, for what is no finite number.
 */
export type DriftBins =
  | { readonly kind: 'scores'; readonly edges: readonly number[] }
  | { readonly kind: 'classes'; readonly classes: readonly string[] };

/** A rarer class is counted with the rest: its own bin would say nothing for hours. */
const LEAST_SHARE = 0.01;

const BINS = 10;

/** Bins with a tenth each of the live version's scores; fewer when scores repeat. Throws without a score. */
export function freezeScoreBins(scores: readonly number[]): DriftBins {
  const sorted = scores.filter((score) => Number.isFinite(score)).sort((one, other) => one - other);
  if (sorted.length === 0) {
    throw new RangeError(
      'bins of scores need finite predictions of the live version, got none; capture some before the shift',
    );
  }
  const deciles = Array.from(
    { length: BINS - 1 },
    (_, index) => sorted[Math.ceil(((index + 1) / BINS) * sorted.length) - 1],
  );
  return { kind: 'scores', edges: deciles.filter((edge, index) => edge !== deciles[index - 1]) };
}

/** A bin for each class that 1 % of the live version's predictions are at least, the most frequent first. Throws without a prediction. */
export function freezeClassBins(predictions: Readonly<Record<string, number>>): DriftBins {
  const total = Object.values(predictions).reduce((sum, count) => sum + count, 0);
  if (total === 0) {
    throw new RangeError(
      'bins of classes need predictions of the live version, got none; capture some before the shift',
    );
  }
  const frequent = Object.entries(predictions).filter(([, count]) => count >= LEAST_SHARE * total);
  return { kind: 'classes', classes: frequent.sort(([, one], [, other]) => other - one).map(([name]) => name) };
}

export function binCount(bins: DriftBins): number {
  return bins.kind === 'scores' ? bins.edges.length + 2 : bins.classes.length + 1;
}

/** The bin of a prediction, from 0. */
export function binOf(bins: DriftBins, prediction: number | string): number {
  if (bins.kind === 'classes') {
    const index = bins.classes.indexOf(String(prediction));
    return index === -1 ? bins.classes.length : index;
  }
  const score = typeof prediction === 'number' ? prediction : Number.NaN;
  if (!Number.isFinite(score)) return bins.edges.length + 1;
  const index = bins.edges.findIndex((edge) => score <= edge);
  return index === -1 ? bins.edges.length : index;
}

/** How many predictions fall in each bin. */
export function countInBins(bins: DriftBins, predictions: Iterable<number | string>): number[] {
  const counts = new Array<number>(binCount(bins)).fill(0);
  for (const prediction of predictions) counts[binOf(bins, prediction)] += 1;
  return counts;
}
