import { CloudWatchClient, MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { EnvironmentName, QUALITY_NAMESPACE, QualityDimension, QualityMetric } from '../../contract';
import { DriftSizes } from '../../core/quality/drift';
import { QualityValues } from '../../core/quality/measure';
import { Publishable, publishable } from '../../core/quality/publishable';
import { minuteOf } from '../../core/quality/windows';
import { Logger } from '../shared/logger';

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

/** Where it is published, and under which minute. */
export interface PublishContext {
  readonly cloudwatch: CloudWatch;
  readonly modelName: string;
  readonly now: () => Date;
  readonly logger: Logger;
}

export async function publish(
  context: PublishContext,
  measured: ReadonlyMap<EnvironmentName, QualityValues>,
): Promise<void> {
  const all = [...measured].map(([environment, values]) => ({ environment, values }));
  await put(context, all);
}

export async function publishDrift(
  context: PublishContext,
  { environment, sizes }: { readonly environment: EnvironmentName; readonly sizes: DriftSizes },
): Promise<void> {
  const all = Object.entries(sizes).map(([of, values]) => ({ environment, values, of }));
  await put(context, all);
}

/** Under the minute of the publication: an alarm or a judge that reads forward would never see minutes of the past. */
async function put({ cloudwatch, modelName, now, logger }: PublishContext, all: readonly Values[]): Promise<void> {
  const Timestamp = new Date(minuteOf(now().getTime()));
  const MetricData = all.flatMap(({ environment, values, of }) => {
    const taken = publishable(values);
    tellOfChanges(logger, environment, taken);
    return Object.entries(taken.values).map(([MetricName, Value]): MetricDatum => ({
      MetricName,
      Value,
      Unit: COUNTS.includes(MetricName) ? 'Count' : 'None',
      Timestamp,
      Dimensions: [
        { Name: QualityDimension.MODEL, Value: modelName },
        { Name: QualityDimension.ENVIRONMENT, Value: environment },
        ...(of === undefined ? [] : [{ Name: QualityDimension.OF, Value: of }]),
      ],
    }));
  });
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: QUALITY_NAMESPACE, MetricData }));
}

function tellOfChanges(logger: Logger, environment: EnvironmentName, { capped, leftOut }: Publishable): void {
  if (capped.length + leftOut.length === 0) return;
  logger.error('CloudWatch does not take what was measured: look for predictions and labels of absurd size', {
    environment,
    capped: capped.join(' '),
    leftOut: leftOut.join(' '),
  });
}
