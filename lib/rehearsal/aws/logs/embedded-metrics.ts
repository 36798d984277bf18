import * as z from 'zod';
import { MetricData } from '../cloudwatch/metric-store';

/** What may stand under the name of a metric: a number, several, or several with how often each was seen. */
const observed = z.union([
  z.number(),
  z.array(z.number()).max(100),
  z.object({ Values: z.array(z.number()).max(100), Counts: z.array(z.number()).max(100) }),
]);

type Observed = z.output<typeof observed>;

const directive = z.object({
  Namespace: z.string().min(1).max(1024),
  Dimensions: z.array(z.array(z.string()).max(30)),
  Metrics: z
    .array(
      z.object({
        Name: z.string().min(1),
        Unit: z.string().optional(),
        StorageResolution: z.union([z.literal(1), z.literal(60)]).optional(),
      }),
    )
    .max(100),
});

const metricsLine = z.looseObject({
  _aws: z.object({ Timestamp: z.number(), CloudWatchMetrics: z.array(directive) }),
});

/** Whether a line of a log is in the embedded metric format. */
export function isMetrics(line: string): boolean {
  return line.startsWith('{"_aws":');
}

/**
 * Metrics of a line in CloudWatch's embedded metric format (CloudWatch user guide, "Specification: Embedded metric format"),
 * whose limits are kept. An object of values and counts is no part of that specification; that CloudWatch takes it is inferred
 * from AWS' own exporter for OpenTelemetry. A line that breaks a rule has no metrics, as at AWS.
 *
 * @param at virtual milliseconds that the metrics count for: the process that wrote the line lives in real time
 */
export function metricsOf(line: string, at: number): readonly MetricData[] {
  const parsed = metricsLine.safeParse(parseJson(line));
  if (!parsed.success) return [];
  const members = parsed.data as Record<string, unknown>;
  return parsed.data._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name, StorageResolution }) => {
      const value = observed.safeParse(members[Name]);
      if (!value.success) return [];
      const data = { namespace: Namespace, metricName: Name, at, ...distribution(value.data) };
      const storageResolution = StorageResolution ?? 60;
      return Dimensions.map((names) => ({ ...data, dimensions: dimensionsOf(members, names), storageResolution }));
    }),
  );
}

function distribution(value: Observed): { values: readonly number[]; counts?: readonly number[] } {
  if (typeof value === 'number') return { values: [value] };
  return Array.isArray(value) ? { values: value } : { values: value.Values, counts: value.Counts };
}

function dimensionsOf(members: Record<string, unknown>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, String(members[name])]));
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
