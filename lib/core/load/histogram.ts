import { HistogramCounts } from '../../contract/load';

/** How far a quantile may be from the exact one, as a share of it. Two percent are allowed; half of that leaves room for rounding. */
export const ACCURACY = 0.01;

/** Bounds of neighbouring buckets differ by this factor, the same everywhere, so that any two histograms add up. */
const GROWTH = (1 + ACCURACY) / (1 - ACCURACY);
const LOG_GROWTH = Math.log(GROWTH);

/** Values up to this are one bucket; in milliseconds 1 µs, which no answer is faster than. */
const SMALLEST = 0.001;

/** Values above count as this; in milliseconds an hour, more than any timeout. */
const LARGEST = 3_600_000;
const LAST_BUCKET = bucketOf(LARGEST);

/**
 * Counts values in buckets that grow by 2 %. Histograms of many workers add up to the one that a single worker would have made: the
 * error of a quantile does not grow with their number, nor with how unevenly the values were spread over them. What averages of
 * percentiles get wrong.
 */
export class LoadHistogram {
  private readonly buckets: Map<number, number>;
  private total: number;

  constructor(counts: HistogramCounts = { buckets: [] }) {
    this.buckets = bucketsOf(counts);
    this.total = [...this.buckets.values()].reduce((sum, count) => sum + count, 0);
  }

  get count(): number {
    return this.total;
  }

  add(value: number): void {
    if (Number.isNaN(value)) throw new RangeError('a value of a histogram must be a number, got NaN; leave it out');
    const bucket = bucketOf(value);
    this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + 1);
    this.total += 1;
  }

  /** Adds what another one counted. */
  merge(other: LoadHistogram): void {
    other.buckets.forEach((count, bucket) => this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + count));
    this.total += other.total;
  }

  /** The value that the share `q`, above 0 and up to 1, of all values does not exceed: that of rank ⌈q n⌉. Undefined for no values. */
  quantile(q: number): number | undefined {
    return this.valueAt(Math.ceil(q * this.total));
  }

  /** The value of a rank, the smallest being 1; ranks beyond the ends are the ends. Undefined for no values. */
  valueAt(rank: number): number | undefined {
    const wanted = Math.min(this.total, Math.max(1, rank));
    let seen = 0;
    for (const [bucket, count] of this.sorted()) {
      seen += count;
      if (seen >= wanted) return middleOf(bucket);
    }
    return undefined;
  }

  /**
   * Values above the bucket that `value` is in, whose upper bound is at most 2 % above it. The same bound in every histogram, so counts
   * of two of them compare exactly.
   */
  countAbove(value: number): number {
    const bound = bucketOf(value);
    let above = 0;
    this.buckets.forEach((count, bucket) => {
      if (bucket > bound) above += count;
    });
    return above;
  }

  toJSON(): HistogramCounts {
    let last = 0;
    const buckets = this.sorted().flatMap(([bucket, count]) => {
      const gap = bucket - last;
      last = bucket;
      return [gap, count];
    });
    return { buckets };
  }

  private sorted(): [number, number][] {
    return [...this.buckets].sort(([one], [other]) => one - other);
  }
}

/** One histogram of all. */
export function mergeHistograms(all: readonly HistogramCounts[]): HistogramCounts {
  const merged = new LoadHistogram();
  all.forEach((counts) => merged.merge(new LoadHistogram(counts)));
  return merged.toJSON();
}

/** Throws on what `toJSON` can't have written: a result that was cut or made up must not be judged. */
function bucketsOf({ buckets }: HistogramCounts): Map<number, number> {
  if (buckets.length % 2 !== 0) throw unreadable(`${buckets.length} numbers, which must be pairs of gap and count`);
  const result = new Map<number, number>();
  let bucket = 0;
  for (let index = 0; index < buckets.length; index += 2) {
    const [gap, count] = [buckets[index], buckets[index + 1]];
    bucket += gap;
    if (!isWhole(gap, index === 0 ? 0 : 1) || bucket > LAST_BUCKET) {
      throw unreadable(`a gap of ${gap} buckets, which must lead to a later one up to ${LAST_BUCKET}`);
    }
    if (!isWhole(count, 1)) throw unreadable(`a count of ${count}, which must be whole and 1 at least`);
    result.set(bucket, count);
  }
  return result;
}

function isWhole(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}

function unreadable(what: string): RangeError {
  return new RangeError(`a histogram holds ${what}; it was not written by this version: run the stage again`);
}

function bucketOf(value: number): number {
  if (!(value > SMALLEST)) return 0;
  return Math.ceil(Math.log(Math.min(value, LARGEST) / SMALLEST) / LOG_GROWTH);
}

/** The value with the same relative distance to both ends of the bucket. */
function middleOf(bucket: number): number {
  return (2 * SMALLEST * GROWTH ** bucket) / (1 + GROWTH);
}
