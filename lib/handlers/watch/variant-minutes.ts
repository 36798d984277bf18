import { MinuteSource } from './minute-source';

const MICROSECONDS = 1e6;

/**
 * What SageMaker measures of a variant. `InvocationModelErrors` counts each request that the container did not answer with 2xx, also
 * those that it did not answer at all (SageMaker developer guide, "Monitor with CloudWatch"): without its 4xx they are the failed ones.
 */
export function variantMinutes(endpointName: string, variantName: string): MinuteSource {
  const namespace = 'AWS/SageMaker';
  const dimensions = { EndpointName: endpointName, VariantName: variantName };
  return {
    latency: { namespace, dimensions, name: 'ModelLatency', unitsPerSecond: MICROSECONDS },
    groups: [
      {
        namespace,
        dimensions,
        metrics: {
          requests: ['Invocations', 'Sum'],
          notOk: ['InvocationModelErrors', 'Sum'],
          rejected: ['Invocation4XXErrors', 'Sum'],
          errors: ['Invocation5XXErrors', 'Sum'],
          p99: ['ModelLatency', 'p99'],
          p90: ['ModelLatency', 'p90'],
        },
      },
    ],
    minute: (value) => {
      const count = (id: string) => value(id) ?? 0;
      const unanswered = Math.max(0, count('notOk') - count('rejected') - count('errors'));
      const seconds = (id: string) => {
        const microseconds = value(id);
        return microseconds === undefined ? undefined : microseconds / MICROSECONDS;
      };
      const [p99Seconds, p90Seconds] = [seconds('p99'), seconds('p90')];
      return {
        requests: count('requests'),
        answered: count('requests') - unanswered,
        errors: count('errors'),
        refused: 0,
        ...(p99Seconds === undefined ? {} : { p99Seconds }),
        ...(p90Seconds === undefined ? {} : { p90Seconds }),
      };
    },
  };
}
