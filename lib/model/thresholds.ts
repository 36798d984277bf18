import { ResolvedThresholds, resolveThresholds } from '../monitoring/alarm-thresholds';
import { BlueGreenModelProps } from './blue-green-model-props';

/** Thresholds of a model. Its probes are among the requests that are counted, and must not pass for callers'. */
export function modelThresholds({
  alarms = {},
  probe,
}: Pick<BlueGreenModelProps, 'alarms' | 'probe'>): ResolvedThresholds {
  const thresholds = resolveThresholds(alarms);
  return { ...thresholds, minimumRequests: thresholds.minimumRequests + (probe?._perMinute() ?? 0) };
}
