import type { AlarmHistoryItem } from '@aws-sdk/client-cloudwatch';
import { Clock } from '../../clock';
import { EmulatedService, Operation } from '../service';
import { AlarmActions, AlarmTargets } from './alarm/actions';
import { Alarm } from './alarm/alarm';
import { AlarmBook, AlarmListener } from './alarm/alarm-book';
import { stateChangeDetail } from './alarm/messages';
import { AlarmMonitor } from './alarm/monitor';
import { childrenOf } from './alarm/composite-rule';
import { MetricData, MetricId, MetricStore } from './metric-store';
import { alarmOperations } from './operations/alarm-operations';
import { dashboardOperations } from './operations/dashboard-operations';
import { metricOperations } from './operations/metric-operations';

/** Receives what CloudWatch sends to EventBridge. */
export type EmitEvent = (
  detailType: string,
  source: string,
  detail: Record<string, unknown>,
  resources: readonly string[],
) => void | Promise<void>;

export interface CloudWatchOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  readonly targets: AlarmTargets;
  /** @default - events go nowhere */
  readonly emit?: EmitEvent;
  /**
   * Virtual milliseconds from the arrival of data until it can be read, where `ingest` is not told.
   * @default 0
   */
  readonly metricDelayMs?: number;
  /**
   * Virtual milliseconds after each full minute (or 10 s) at which alarms are evaluated. AWS evaluates each alarm at a second of
   * its own; a fixed one makes a rehearsal repeatable.
   * @default 1000
   */
  readonly evaluationOffsetMs?: number;
}

/** The emulated CloudWatch: metrics, metric math, metric and composite alarms, dashboards (stored only). */
export class CloudWatch implements EmulatedService {
  readonly signingName = 'monitoring';
  readonly protocol = 'json-1.0';
  readonly targetPrefix = 'GraniteServiceVersion20100801';
  readonly validationCode = 'ValidationError';
  readonly operations: Readonly<Record<string, Operation>>;
  private readonly store = new MetricStore();
  private readonly book: AlarmBook;
  private readonly monitor: AlarmMonitor;
  private readonly clock: Clock;
  private readonly metricDelayMs: number;

  constructor({ clock, region, accountId, targets, emit, ...options }: CloudWatchOptions) {
    this.clock = clock;
    this.metricDelayMs = options.metricDelayMs ?? 0;
    this.book = new AlarmBook(clock);
    this.monitor = new AlarmMonitor(clock, this.book, this.store, options.evaluationOffsetMs ?? 1000);
    const actions = new AlarmActions(clock, this.book, targets, { region, accountId });
    this.book.onChange((change) => {
      const { arn } = change.alarm.definition;
      void emit?.('CloudWatch Alarm State Change', 'aws.cloudwatch', stateChangeDetail(change), [arn]);
      actions.execute(change);
    });
    this.operations = {
      ...metricOperations(this.store, this.metricDelayMs),
      ...alarmOperations(this.book, () => this.monitor.start()),
      ...dashboardOperations(),
    };
  }

  /** Takes a metric of an AWS service (the load balancer's, say), which no PutMetricData may send. */
  ingest(data: MetricData): void {
    this.store.ingest(data, this.clock.now(), this.metricDelayMs);
  }

  /** Calls back at every change of an alarm's state, with virtual and real time; returns a function that ends that. */
  onStateChange(listener: AlarmListener): () => void {
    return this.book.onChange(listener);
  }

  get alarms(): readonly Alarm[] {
    return this.book.all;
  }

  /** Oldest first. */
  get alarmHistory(): readonly AlarmHistoryItem[] {
    return this.book.history;
  }

  /**
   * Metrics of an alarm (of its children, for a composite one) that never got a single value: a mistyped name or dimension, or a
   * signal that this rehearsal did not produce. Throws ResourceNotFound for an unknown alarm.
   */
  neverSeen(alarmName: string): readonly MetricId[] {
    const { definition } = this.book.get(alarmName);
    if (definition.kind === 'composite') return childrenOf(definition.rule).flatMap((name) => this.neverSeen(name));
    return definition.queries.metrics.map(({ metric }) => metric).filter((metric) => !this.store.has(metric));
  }

  /** Ends the evaluation of alarms. */
  stop(): void {
    this.monitor.stop();
  }
}
