import { Int32Histogram } from 'hdr-histogram-js';

/** Longest latency that is told apart: one hour, in microseconds. Longer ones count as this. */
const LONGEST_US = 3_600_000_000;

/** Values and how often each was observed. */
export interface Distribution {
  /** Milliseconds, ascending. */
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

/** Latencies in milliseconds, kept to 1 % (two significant digits at microsecond resolution). */
export class LatencyHistogram {
  private readonly histogram = new Int32Histogram(1, LONGEST_US, 2);

  record(ms: number): void {
    this.histogram.recordValue(Math.min(LONGEST_US, Math.max(0, Math.round(ms * 1000))));
  }

  add(other: LatencyHistogram): void {
    this.histogram.add(other.histogram);
  }

  /** Adds what another thread counted. */
  addDistribution({ values, counts }: Distribution): void {
    values.forEach((value, index) => this.histogram.recordValueWithCount(Math.round(value * 1000), counts[index]));
  }

  get count(): number {
    return this.histogram.totalCount;
  }

  /** Milliseconds below which `percent` of the latencies are; undefined when there are none. */
  percentile(percent: number): number | undefined {
    return this.count === 0 ? undefined : this.histogram.getValueAtPercentile(percent) / 1000;
  }

  distribution(): Distribution {
    const values: number[] = [];
    const counts: number[] = [];
    const iterator = this.histogram.recordedValuesIterator;
    iterator.reset();
    while (iterator.hasNext()) {
      const bucket = iterator.next();
      values.push(bucket.valueIteratedTo / 1000);
      counts.push(bucket.countAtValueIteratedTo);
    }
    return { values, counts };
  }

  reset(): void {
    this.histogram.reset();
  }
}
