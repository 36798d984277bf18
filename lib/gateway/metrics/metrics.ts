import { GatewayError, GatewayMetric, slowMetric } from '../../contract/gateway';
import { CountName, Counts, noCounts, SliceCounts } from './counts';
import { Distribution, Histogram } from './histogram';

/** Which class of errors an answer of the gateway itself is; a refused request is none of the model's errors. */
const ERROR_CLASS: Record<GatewayError, CountName> = {
  refused: GatewayMetric.REFUSED,
  unreachable: GatewayMetric.UNREACHABLE,
  'cut-off': GatewayMetric.CUT_OFF,
  'invalid-answer': GatewayMetric.INVALID_ANSWERS,
  timeout: GatewayMetric.TIMEOUTS,
  overloaded: GatewayMetric.OVERLOADED,
};

/** What was measured since the snapshot before. */
export interface Snapshot {
  readonly counts: Readonly<Counts>;
  /** Answers above each frozen threshold, by name of the metric. */
  readonly slow: Readonly<Record<string, number>>;
  /** What was counted apart, by slice. */
  readonly slices: ReadonlyMap<string, SliceCounts>;
  readonly latency: Distribution | undefined;
  readonly mostInFlight: number;
}

/** Counts what happens to requests; one instance a gateway. Everything here is called once a request: keep it cheap. */
export class Metrics {
  private counts: Counts = noCounts();
  private slices = new Map<string, SliceCounts>();
  private readonly latency = new Histogram();
  private thresholds: readonly number[] = [];
  private slow: number[] = [];
  private underWay = 0;
  private mostUnderWay = 0;

  /** Requests under way now. */
  get inFlight(): number {
    return this.underWay;
  }

  started(): void {
    this.underWay += 1;
    if (this.underWay > this.mostUnderWay) this.mostUnderWay = this.underWay;
  }

  finished(): void {
    this.underWay -= 1;
    this.counts.Requests += 1;
  }

  /** The model answered; called with the head of its answer. */
  answered(status: number, latencyMs: number): void {
    if (status >= 500) {
      this.counts.Errors += 1;
      this.counts.ModelErrors += 1;
    } else if (status >= 400) this.counts.ClientErrors += 1;
    this.latency.record(latencyMs);
    for (let index = 0; index < this.thresholds.length; index += 1) {
      if (latencyMs > this.thresholds[index]) this.slow[index] += 1;
    }
  }

  /**
   * The gateway answered instead of the model, or cut off an answer that the model did not finish.
   *
   * @param answeredWith status that was counted for this request already; a request is one error at most
   */
  failed(reason: GatewayError, answeredWith = 0): void {
    this.counts[ERROR_CLASS[reason]] += 1;
    if (reason !== 'refused' && answeredWith < 500) this.counts.Errors += 1;
  }

  /** The model was not asked, because it fails. */
  bypassed(): void {
    this.counts.Errors += 1;
    this.counts.Bypassed += 1;
  }

  /** A request was answered by the gateway without an exchange with the model. */
  turnedAway(reason: GatewayError): void {
    this.counts.Requests += 1;
    this.failed(reason);
  }

  /** @param slice part of the traffic with which it is counted too */
  count(name: CountName, slice?: string): void {
    this.counts[name] += 1;
    if (slice === undefined) return;
    const apart = this.slices.get(slice) ?? {};
    this.slices.set(slice, { ...apart, [name]: (apart[name] ?? 0) + 1 });
  }

  /** Counts from now on how many answers are slower than each; the unfinished second of other thresholds is not told. */
  setThresholds(thresholdsMs: readonly number[]): void {
    if (thresholdsMs.join() === this.thresholds.join()) return;
    this.thresholds = thresholdsMs;
    this.slow = thresholdsMs.map(() => 0);
  }

  /** Everything since the last call; starts over. */
  take(): Snapshot {
    const snapshot: Snapshot = {
      counts: this.counts,
      slow: Object.fromEntries(this.thresholds.map((threshold, index) => [slowMetric(threshold), this.slow[index]])),
      slices: this.slices,
      latency: this.latency.distribution(),
      mostInFlight: this.mostUnderWay,
    };
    this.counts = noCounts();
    this.slices = new Map();
    this.latency.reset();
    this.slow = this.thresholds.map(() => 0);
    this.mostUnderWay = this.underWay;
    return snapshot;
  }
}
