import { MetricData } from '../../cloudwatch/metric-store';
import { LatencyHistogram } from '../../../traffic/latency';

/** How one invocation went. */
export interface Outcome {
  /** Status of the model's answer; undefined when it gave none. */
  readonly status?: number;
  /** Real milliseconds that the model took; undefined when it gave no answer. */
  readonly modelMs?: number;
  /** Real milliseconds of everything else. */
  readonly overheadMs: number;
  /** Instances in service behind the variant; undefined for a serverless one. */
  readonly instances?: number;
}

/** What one variant's configuration did in one minute. */
export class InvocationMinute {
  private invocations = 0;
  private clientErrors = 0;
  private serverErrors = 0;
  private modelErrors = 0;
  private readonly modelLatency = new LatencyHistogram();
  private readonly overhead = new LatencyHistogram();
  private readonly perInstance = new Map<number, number>();

  count({ status, modelMs, overheadMs, instances }: Outcome): void {
    this.invocations++;
    if (status !== undefined && status >= 400 && status < 500) this.clientErrors++;
    if (status !== undefined && status >= 500) this.serverErrors++;
    if (status === undefined || status < 200 || status >= 300) this.modelErrors++;
    if (modelMs !== undefined) this.modelLatency.record(modelMs);
    this.overhead.record(overheadMs);
    if (instances === undefined || instances === 0) return;
    this.perInstance.set(1 / instances, (this.perInstance.get(1 / instances) ?? 0) + 1);
  }

  /**
   * Names, values and how often each was observed. The errors are 1 or 0 for each request, so that their average is the error
   * rate; a request that the model never answered counts as InvocationModelErrors only (developer guide, "Monitor Amazon
   * SageMaker with Amazon CloudWatch").
   */
  metrics(): readonly Pick<MetricData, 'metricName' | 'values' | 'counts'>[] {
    return [
      { metricName: 'Invocations', values: [1], counts: [this.invocations] },
      this.share('Invocation4XXErrors', this.clientErrors),
      this.share('Invocation5XXErrors', this.serverErrors),
      this.share('InvocationModelErrors', this.modelErrors),
      {
        metricName: 'InvocationsPerInstance',
        values: [...this.perInstance.keys()],
        counts: [...this.perInstance.values()],
      },
      microseconds('ModelLatency', this.modelLatency),
      microseconds('OverheadLatency', this.overhead),
    ].filter(({ values }) => values.length > 0);
  }

  private share(metricName: string, ones: number) {
    const [values, counts] = [
      [1, 0],
      [ones, this.invocations - ones],
    ];
    return {
      metricName,
      values: values.filter((_, index) => counts[index] > 0),
      counts: counts.filter((count) => count > 0),
    };
  }
}

function microseconds(metricName: string, latencies: LatencyHistogram) {
  const { values, counts } = latencies.distribution();
  return { metricName, values: values.map((ms) => ms * 1000), counts };
}
