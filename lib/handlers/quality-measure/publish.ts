import { CloudWatchClient, MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { EnvironmentName, QUALITY_NAMESPACE, QualityDimension, QualityMetric } from '../../contract';
import { DriftSizes } from '../../core/quality/drift';
import { QualityValues } from '../../core/quality/measure';
import { minuteOf } from '../../core/quality/windows';

export type CloudWatch = Pick<CloudWatchClient, 'send'>;

const COUNTS: readonly string[] = [
  QualityMetric.PREDICTIONS,
  QualityMetric.LABELLED,
  QualityMetric.MISSING_LABELS,
  QualityMetric.WRONG,
];

/** Values of one environment by the names of their metrics. */
interface Values {
  readonly environment: EnvironmentName;
  readonly values: Readonly<Record<string, number>>;
  /** What the drift is of. */
  readonly of?: string;
}

export async function publish(
  cloudwatch: CloudWatch,
  modelName: string,
  measured: ReadonlyMap<EnvironmentName, QualityValues>,
  now: Date,
): Promise<void> {
  const all = [...measured].map(([environment, values]) => ({ environment, values }));
  await put(cloudwatch, modelName, all, now);
}

export async function publishDrift(
  cloudwatch: CloudWatch,
  drift: {
    readonly modelName: string;
    readonly environment: EnvironmentName;
    readonly sizes: DriftSizes;
    readonly now: Date;
  },
): Promise<void> {
  const { modelName, environment, sizes, now } = drift;
  const all = Object.entries(sizes).map(([of, values]) => ({ environment, values, of }));
  await put(cloudwatch, modelName, all, now);
}

/** Under the minute of the publication: an alarm or a judge that reads forward would never see minutes of the past. */
async function put(cloudwatch: CloudWatch, modelName: string, all: readonly Values[], now: Date): Promise<void> {
  const Timestamp = new Date(minuteOf(now.getTime()));
  const MetricData = all.flatMap(({ environment, values, of }) =>
    Object.entries(values).map(([MetricName, Value]): MetricDatum => ({
      MetricName,
      Value,
      Unit: COUNTS.includes(MetricName) ? 'Count' : 'None',
      Timestamp,
      Dimensions: [
        { Name: QualityDimension.MODEL, Value: modelName },
        { Name: QualityDimension.ENVIRONMENT, Value: environment },
        ...(of === undefined ? [] : [{ Name: QualityDimension.OF, Value: of }]),
      ],
    })),
  );
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: QUALITY_NAMESPACE, MetricData }));
}
