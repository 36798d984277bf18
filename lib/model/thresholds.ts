import { ResolvedThresholds, resolveThresholds } from '../monitoring/alarm-thresholds';
import { BlueGreenModelProps } from './blue-green-model-props';
import { judgeOf } from './model-analysis';

/** Thresholds of a model. Its probes are among the requests that are counted, and must not pass for callers'. */
export function modelThresholds(props: BlueGreenModelProps): ResolvedThresholds {
  const { alarms = {}, probe } = props;
  const thresholds = resolveThresholds(alarms, judgeOf(props));
  return { ...thresholds, minimumRequests: thresholds.minimumRequests + (probe?._perMinute() ?? 0) };
}
