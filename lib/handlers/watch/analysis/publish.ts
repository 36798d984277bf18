import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { ANALYSIS_NAMESPACE, AnalysisDimension, EnvironmentName, LOG_E_METRIC } from '../../../contract';
import { CloudWatch } from '../../shared/metric-points';

/** Publishes the evidence, so that its alarm rolls back even when nobody acts on this look any more. */
export async function publishLogE(
  client: CloudWatch,
  { modelName, environment }: { readonly modelName: string; readonly environment: EnvironmentName },
  logE: number,
  now: Date,
): Promise<void> {
  const Dimensions = [
    { Name: AnalysisDimension.MODEL, Value: modelName },
    { Name: AnalysisDimension.ENVIRONMENT, Value: environment },
  ];
  const MetricData = [{ MetricName: LOG_E_METRIC, Dimensions, Value: logE, Timestamp: now }];
  await client.send(new PutMetricDataCommand({ Namespace: ANALYSIS_NAMESPACE, MetricData }));
}
