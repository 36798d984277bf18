import { IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { LatencyHistogram } from '../traffic/latency';
import { LagReading, LagSource, realNow } from './lag-reading';

/** Pause between two samples of the event loop; a loop in time shows just this. */
const RESOLUTION_MS = 10;
/** Real time that one reading spans: a fifth of a virtual minute at the default speed of 120. */
const READING_MS = 100;

/** Measures how late the event loop of this thread is, and whatever else is told to it, and hands on the worst of each span. */
export class LagProbe {
  private readonly loop: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private readonly timer: NodeJS.Timeout;
  private from = realNow();
  private readonly told = new LatencyHistogram();

  constructor(
    private readonly source: LagSource,
    private readonly onReading: (reading: LagReading) => void,
  ) {
    this.loop.enable();
    this.timer = setInterval(() => this.read(), READING_MS);
    this.timer.unref();
  }

  /** Something that this thread had to do at a time was done later by so much, real milliseconds. */
  tell(lateMs: number): void {
    this.told.record(lateMs);
  }

  stop(): void {
    clearInterval(this.timer);
    this.read();
    this.loop.disable();
  }

  /** A loop that stands still reads late, but its reading spans the whole stand. */
  private read(): void {
    const to = realNow();
    // The histogram loses a stand that ends with this timer: it restarts with the reset. The timer's own lateness shows it.
    const timerMs = to - this.from - READING_MS;
    const loopMs = Math.max(0, timerMs, this.loop.max / 1e6 - RESOLUTION_MS);
    this.onReading({
      source: this.source,
      from: this.from,
      to,
      lateMs: Math.max(loopMs, this.told.percentile(99) ?? 0),
    });
    this.loop.reset();
    this.told.reset();
    this.from = to;
  }
}
