import { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { Points } from '../shared/metric-points';
import { MetricGroup } from './minute-source';

/** Queries of metrics that are grouped by their dimensions. */
export function queriesOf(groups: readonly MetricGroup[], periodSeconds = 60): MetricDataQuery[] {
  return groups.flatMap(({ namespace, dimensions, metrics }) => {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    return Object.entries(metrics).map(([Id, [MetricName, Stat]]) => ({
      Id,
      MetricStat: { Metric: { Namespace: namespace, MetricName, Dimensions }, Period: periodSeconds, Stat },
    }));
  });
}

/** Beginnings of the periods in which any of the queries has a value, oldest first. */
export function timesOf(points: Points): readonly number[] {
  return [...new Set([...points.values()].flatMap((values) => [...values.keys()]))].sort((one, other) => one - other);
}
