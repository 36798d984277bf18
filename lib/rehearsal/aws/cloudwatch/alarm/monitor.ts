import { Clock } from '../../../clock';
import { Grid, Points } from '../math/value';
import { MetricStore } from '../metric-store';
import { MetricQuery } from '../queries';
import { parseStatistic } from '../statistics';
import { Alarm, MetricAlarmDefinition } from './alarm';
import { AlarmBook } from './alarm-book';
import { breachTest, Datapoint, evaluateAlarm, Evaluation, evaluationRange, samplesNeeded } from './evaluator';
import { reasonDataFor, reasonFor } from './reason';

const STANDARD_MS = 60_000;
/** Alarms with periods below a minute are evaluated every 10 s (User Guide, High-resolution alarms). */
const HIGH_RESOLUTION_MS = 10_000;

/** Evaluates the metric alarms on the clock: once a minute, or every 10 s below a period of a minute. */
export class AlarmMonitor {
  private readonly cancellations = new Map<number, () => void>();

  constructor(
    private readonly clock: Clock,
    private readonly book: AlarmBook,
    private readonly store: MetricStore,
    /** Virtual milliseconds after the full minute (or 10 s), so that data of the period that just ended is in. */
    private readonly offsetMs: number,
  ) {}

  /** Makes sure that alarms of both rhythms that exist are evaluated; called after every PutMetricAlarm. */
  start(): void {
    for (const interval of [STANDARD_MS, HIGH_RESOLUTION_MS]) {
      if (!this.cancellations.has(interval) && this.alarmsOf(interval).length > 0) this.schedule(interval);
    }
  }

  stop(): void {
    for (const cancel of this.cancellations.values()) cancel();
    this.cancellations.clear();
  }

  private schedule(interval: number): void {
    const now = this.clock.now();
    const next = (Math.floor((now - this.offsetMs) / interval) + 1) * interval + this.offsetMs;
    this.cancellations.set(
      interval,
      this.clock.at(next, () => this.tick(interval)),
    );
  }

  private tick(interval: number): void {
    this.cancellations.delete(interval);
    for (const alarm of this.alarmsOf(interval)) this.evaluate(alarm);
    this.start();
  }

  private alarmsOf(interval: number): readonly MetricAlarmDefinition[] {
    return this.book.all.flatMap(({ definition }: Alarm) =>
      definition.kind === 'metric' && intervalOf(definition) === interval ? [definition] : [],
    );
  }

  private evaluate(alarm: MetricAlarmDefinition): void {
    const now = this.clock.now();
    const grid = evaluationGrid(alarm, now);
    const evaluation = evaluateAlarm(this.datapoints(alarm, grid, now), {
      ...alarm,
      breaches: breachTest(alarm.operator, alarm.threshold),
    });
    const { state } = evaluation;
    if (state === undefined || this.hasTooFewSamples(alarm, evaluation, now)) return;
    const reason = reasonFor(alarm, evaluation, state);
    this.book.setState(alarm.name, { value: state, reason, reasonData: reasonDataFor(alarm, evaluation, now) });
  }

  private datapoints(alarm: MetricAlarmDefinition, grid: Grid, now: number): readonly Datapoint[] {
    const read = ({ metric, statistic }: MetricQuery, wanted: Grid): Points =>
      this.store.read(metric, statistic, wanted, now);
    const value = alarm.queries.evaluate(alarm.watchedId, grid, read);
    const points: Points = value.kind === 'series' ? value.points : new Map<number, number>();
    return Array.from({ length: grid.count }, (_, index) => {
      const at = grid.start + index * grid.periodMs;
      return { at, value: points.get(at) };
    });
  }

  private hasTooFewSamples(alarm: MetricAlarmDefinition, { evaluated }: Evaluation, now: number): boolean {
    const query = alarm.queries.metrics[0];
    if (!alarm.ignoreLowSamples || query === undefined || evaluated.length === 0) return false;
    const statistic = parseStatistic(query.statistic);
    if (statistic.kind !== 'percentile') return false;
    const counts = evaluated.flatMap(({ at }) => [
      ...this.store
        .read(query.metric, 'SampleCount', { start: at, periodMs: alarm.periodSeconds * 1000, count: 1 }, now)
        .values(),
    ]);
    return counts.reduce((sum, count) => sum + count, 0) < samplesNeeded(statistic.percent);
  }
}

function intervalOf({ periodSeconds }: MetricAlarmDefinition): number {
  return periodSeconds < 60 ? HIGH_RESOLUTION_MS : STANDARD_MS;
}

/**
 * The periods of an evaluation, the newest of which ended at the last full minute (or 10 s). Longer periods slide: CloudWatch's
 * own sample shows a five-minute point that starts at 16:59 (User Guide, Alarm events and EventBridge).
 */
function evaluationGrid(alarm: MetricAlarmDefinition, now: number): Grid {
  const periodMs = alarm.periodSeconds * 1000;
  const step = intervalOf(alarm);
  const count = evaluationRange(alarm.evaluationPeriods);
  return { start: Math.floor(now / step) * step - count * periodMs, periodMs, count };
}
