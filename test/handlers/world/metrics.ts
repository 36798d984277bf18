/** One minute of an environment's load balancer metrics; an absent one has no data. */
export interface Traffic {
  readonly requests?: number;
  readonly errors?: number;
  readonly refused?: number;
  readonly p99?: number;
}

const MEMBERS: Readonly<Record<string, keyof Traffic>> = {
  RequestCount: 'requests',
  HTTPCode_Target_5XX_Count: 'errors',
  TargetConnectionErrorCount: 'refused',
  TargetResponseTime: 'p99',
};

/** Answer of GetMetricData, newest first: the same traffic in every whole minute that was asked for. */
export function metricData({ StartTime, EndTime, MetricDataQueries }: any, traffic: Traffic) {
  const count = Math.floor((EndTime.getTime() - StartTime.getTime()) / 60_000);
  const Timestamps = Array.from({ length: count }, (_, index) => new Date(StartTime.getTime() + index * 60_000));
  return {
    MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }: any) => {
      const value = traffic[MEMBERS[MetricStat.Metric.MetricName]];
      const known = value === undefined ? [] : [...Timestamps].reverse();
      return { Id, Timestamps: known, Values: known.map(() => value) };
    }),
  };
}
