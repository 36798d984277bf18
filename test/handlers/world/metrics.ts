/** One minute of an environment's load balancer metrics; an absent one has no data. */
export interface Traffic {
  readonly requests?: number;
  readonly errors?: number;
  /** Requests that were taken and never answered. */
  readonly lost?: number;
  readonly refused?: number;
  readonly p99?: number;
}

function valueOf(name: string, stat: string, traffic: Traffic): number | undefined {
  const { requests, errors, refused, lost = 0, p99 } = traffic;
  switch (name) {
    case 'RequestCount':
      return requests;
    case 'HTTPCode_Target_2XX_Count':
      return requests === undefined ? undefined : requests - (errors ?? 0) - (refused ?? 0) - lost;
    case 'HTTPCode_Target_5XX_Count':
      return errors;
    case 'TargetConnectionErrorCount':
      return refused;
    case 'TargetResponseTime':
      return stat === 'p99' ? p99 : p99 === undefined ? undefined : p99 / 2;
    default:
      return undefined;
  }
}

/** Answer of GetMetricData, newest first: the same traffic in every whole minute that was asked for. */
export function metricData({ StartTime, EndTime, MetricDataQueries }: any, traffic: Traffic) {
  const count = Math.floor((EndTime.getTime() - StartTime.getTime()) / 60_000);
  const Timestamps = Array.from({ length: count }, (_, index) => new Date(StartTime.getTime() + index * 60_000));
  return {
    MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }: any) => {
      const value = valueOf(MetricStat.Metric.MetricName, MetricStat.Stat, traffic);
      const known = value === undefined ? [] : [...Timestamps].reverse();
      return { Id, StatusCode: 'Complete', Timestamps: known, Values: known.map(() => value) };
    }),
  };
}
