import { LineWriter } from '../log/line-writer';
import { Dimensions, emfLines } from './emf';
import { Metrics } from './metrics';

/** Writes a line of metrics each second, or as often as it is told. */
export class MetricsReporter {
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param dimensions of this moment: the version may change
   * @param now milliseconds since 1970
   * @param everyMs milliseconds between two lines
   */
  constructor(
    private readonly metrics: Metrics,
    private readonly writer: LineWriter,
    private readonly dimensions: () => Dimensions,
    private readonly now: () => number,
    private readonly everyMs: number,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.report(), this.everyMs);
    this.timer.unref();
  }

  /** Ends with what was measured since the last line. */
  stop(): void {
    clearInterval(this.timer);
    this.report();
  }

  /** While nobody reads, counts go on and are told together later: late is better than lost. */
  private report(): void {
    if (!this.writer.ready) return;
    for (const line of emfLines(this.metrics.take(), this.dimensions(), this.now())) this.writer.write(line);
  }
}
