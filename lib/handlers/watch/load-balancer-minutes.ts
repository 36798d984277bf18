import { MetricDimensions } from '../shared/production-rule';
import { MinuteSource } from './minute-source';

/** What the load balancer measures of a target group: the metrics that the rollback alarms are made of. */
export function loadBalancerMinutes(target: MetricDimensions): MinuteSource {
  const [namespace, dimensions] = ['AWS/ApplicationELB', { ...target }];
  return {
    latency: { namespace, dimensions, name: 'TargetResponseTime', unitsPerSecond: 1 },
    groups: [
      {
        namespace,
        dimensions,
        metrics: {
          requests: ['RequestCount', 'Sum'],
          ok: ['HTTPCode_Target_2XX_Count', 'Sum'],
          moved: ['HTTPCode_Target_3XX_Count', 'Sum'],
          rejected: ['HTTPCode_Target_4XX_Count', 'Sum'],
          errors: ['HTTPCode_Target_5XX_Count', 'Sum'],
          refused: ['TargetConnectionErrorCount', 'Sum'],
          p99: ['TargetResponseTime', 'p99'],
          p90: ['TargetResponseTime', 'p90'],
        },
      },
    ],
    minute: (value) => {
      const count = (id: string) => value(id) ?? 0;
      const [p99Seconds, p90Seconds] = [value('p99'), value('p90')];
      return {
        requests: count('requests'),
        answered: count('ok') + count('moved') + count('rejected') + count('errors'),
        errors: count('errors'),
        refused: count('refused'),
        ...(p99Seconds === undefined ? {} : { p99Seconds }),
        ...(p90Seconds === undefined ? {} : { p90Seconds }),
      };
    },
  };
}
