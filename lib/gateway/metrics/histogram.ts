/** How far a value told may be from the true one, as a share of it. */
const ACCURACY = 0.02;

/** Bounds of neighbouring buckets differ by this factor, the same in every gateway, so that any two histograms add up. */
const GROWTH = (1 + ACCURACY) / (1 - ACCURACY);

const LOG_GROWTH = Math.log(GROWTH);

/** Values up to this are one bucket; in milliseconds 10 µs, which no answer is faster than. */
const SMALLEST = 0.01;

/** Values above count as this; in milliseconds a day. */
const LARGEST = 86_400_000;

const BUCKETS = Math.ceil(Math.log(LARGEST / SMALLEST) / LOG_GROWTH) + 1;

/** CloudWatch rejects a metric with more values in one line. */
export const MAX_VALUES = 100;

/** What a histogram holds, as EMF takes it: how often each value, which stands for its bucket, was seen. */
export interface Distribution {
  readonly Values: readonly number[];
  readonly Counts: readonly number[];
  readonly Min: number;
  readonly Max: number;
  readonly Sum: number;
  readonly Count: number;
}

/** Counts values in buckets that grow by 4 %. Recording costs a logarithm and no memory. */
export class Histogram {
  private readonly counts = new Uint32Array(BUCKETS);
  private count = 0;
  private sum = 0;
  private min = Infinity;
  private max = 0;

  record(value: number): void {
    this.counts[bucketOf(value)] += 1;
    this.count += 1;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  /** Undefined when nothing was recorded. At most `MAX_VALUES` values: neighbours are joined until they fit. */
  distribution(): Distribution | undefined {
    if (this.count === 0) return undefined;
    let width = 1;
    let joined = this.joined(width);
    while (joined.size > MAX_VALUES) joined = this.joined((width *= 2));
    return {
      Values: [...joined.keys()].map((index) => round(middleOf(index, width))),
      Counts: [...joined.values()],
      Min: round(this.min),
      Max: round(this.max),
      Sum: round(this.sum),
      Count: this.count,
    };
  }

  reset(): void {
    this.counts.fill(0);
    this.count = 0;
    this.sum = 0;
    this.min = Infinity;
    this.max = 0;
  }

  /** Counts by bucket, `width` neighbours together; empty ones left out. */
  private joined(width: number): Map<number, number> {
    const result = new Map<number, number>();
    this.counts.forEach((count, bucket) => {
      if (count === 0) return;
      const index = Math.floor(bucket / width);
      result.set(index, (result.get(index) ?? 0) + count);
    });
    return result;
  }
}

function bucketOf(value: number): number {
  if (!(value > SMALLEST)) return 0;
  return Math.min(BUCKETS - 1, Math.ceil(Math.log(value / SMALLEST) / LOG_GROWTH));
}

/** The value with the same relative distance to both ends of `width` neighbouring buckets. */
function middleOf(index: number, width: number): number {
  const top = SMALLEST * GROWTH ** (index * width + width - 1);
  return (2 * top) / (1 + GROWTH ** width);
}

/** Four significant digits: below the accuracy, and a shorter line. */
function round(value: number): number {
  return Number(value.toPrecision(4));
}
