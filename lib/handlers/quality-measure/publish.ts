import { CloudWatchClient, MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { EnvironmentName, QUALITY_NAMESPACE, QualityDimension, QualityMetric } from '../../contract';
import { QualityValues } from '../../core/quality/measure';
import { minuteOf } from '../../core/quality/windows';

export type CloudWatch = Pick<CloudWatchClient, 'send'>;

const COUNTS: readonly string[] = [
  QualityMetric.PREDICTIONS,
  QualityMetric.LABELLED,
  QualityMetric.MISSING_LABELS,
  QualityMetric.WRONG,
];

/** Under the minute of the publication: an alarm or a judge that reads forward would never see minutes of the past. */
export async function publish(
  cloudwatch: CloudWatch,
  modelName: string,
  measured: ReadonlyMap<EnvironmentName, QualityValues>,
  now: Date,
): Promise<void> {
  const Timestamp = new Date(minuteOf(now.getTime()));
  const MetricData = [...measured].flatMap(([environment, values]) =>
    Object.entries(values).map(([MetricName, Value]): MetricDatum => ({
      MetricName,
      Value,
      Unit: COUNTS.includes(MetricName) ? 'Count' : 'None',
      Timestamp,
      Dimensions: [
        { Name: QualityDimension.MODEL, Value: modelName },
        { Name: QualityDimension.ENVIRONMENT, Value: environment },
      ],
    })),
  );
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: QUALITY_NAMESPACE, MetricData }));
}
