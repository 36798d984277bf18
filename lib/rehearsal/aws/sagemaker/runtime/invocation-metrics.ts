import { Clock } from '../../../clock';
import { MetricData } from '../../cloudwatch/metric-store';
import { InvocationMinute, Outcome } from './invocation-minute';

const MINUTE_MS = 60_000;

export interface InvocationMetricsProps {
  readonly clock: Clock;
  readonly ingest: (data: MetricData) => void;
  /** Virtual milliseconds from the end of a minute until its data can be read. */
  readonly metricDelayMs?: number;
}

/** What the numbers are of. */
export interface Invoked {
  readonly endpointName: string;
  readonly variantName: string;
  readonly configName: string;
}

/**
 * Publishes the `AWS/SageMaker` metrics of each virtual minute with invocations, under endpoint and variant, and also under
 * these and `EndpointConfigName`, by which a deployment's old and new instances can be told apart (developer guide,
 * "Auto-Rollback Configuration and Monitoring").
 */
export class InvocationMetrics {
  private readonly minutes = new Map<string, { readonly invoked: Invoked; readonly minute: InvocationMinute }>();
  private minuteStart = 0;
  private cancelFlush: () => void = () => undefined;

  constructor(private readonly props: InvocationMetricsProps) {}

  /** Counts in the minute in which the answer came. */
  count(invoked: Invoked, outcome: Outcome): void {
    this.enterMinute();
    const key = JSON.stringify(Object.values(invoked));
    const entry = this.minutes.get(key) ?? { invoked, minute: new InvocationMinute() };
    this.minutes.set(key, entry);
    entry.minute.count(outcome);
  }

  /** A timer may be late by what the machine needs; the first answer of a new minute closes the old one. */
  private enterMinute(): void {
    const { clock } = this.props;
    const start = Math.floor(clock.now() / MINUTE_MS) * MINUTE_MS;
    if (start !== this.minuteStart) this.flush();
    if (this.minutes.size > 0) return;
    this.minuteStart = start;
    this.cancelFlush = clock.at(start + MINUTE_MS, () => this.flush());
  }

  private flush(): void {
    this.cancelFlush();
    const common = { namespace: 'AWS/SageMaker', at: this.minuteStart, delayMs: this.props.metricDelayMs ?? 0 };
    for (const { invoked, minute } of this.minutes.values()) {
      const dimensions = { EndpointName: invoked.endpointName, VariantName: invoked.variantName };
      for (const set of [dimensions, { ...dimensions, EndpointConfigName: invoked.configName }]) {
        for (const metric of minute.metrics()) this.props.ingest({ ...common, dimensions: set, ...metric });
      }
    }
    this.minutes.clear();
  }
}
