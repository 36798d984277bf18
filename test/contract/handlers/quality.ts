import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTableCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  Env,
  FeedbackResult,
  MeasureResult,
  QUALITY_NAMESPACE,
  QualityDimension,
  QualityMetric,
  QualitySpec,
} from '../../../lib/contract';
import { emptyLedger } from '../../../lib/core/ledger/ledger';
import { IndependentAws } from '../support/independent-aws';

const REGION = 'eu-north-1';
const MODEL = 'iris';
const TABLE = 'quality';
const MINUTE = 60_000;

const SPEC: QualitySpec = {
  task: { kind: 'classification' },
  windowMinutes: 1,
  labelDelayMinutes: 5,
  retentionDays: 7,
  predictionPath: '@',
};

/** Predictions and labels in DynamoDB, their metrics in CloudWatch, both of moto. */
export function describeQuality(aws: () => IndependentAws): void {
  describe('prediction quality', () => {
    const begin = Math.floor(Date.now() / MINUTE) * MINUTE - 30 * MINUTE;

    beforeAll(async () => {
      await aws()
        .clients(REGION)
        .dynamodb.send(
          new CreateTableCommand({
            TableName: TABLE,
            BillingMode: 'PAY_PER_REQUEST',
            KeySchema: [
              { AttributeName: 'pk', KeyType: 'HASH' },
              { AttributeName: 'sk', KeyType: 'RANGE' },
            ],
            AttributeDefinitions: [
              { AttributeName: 'pk', AttributeType: 'S' },
              { AttributeName: 'sk', AttributeType: 'S' },
            ],
          }),
        );
      const live = { environment: 'green', version: '1.3', since: new Date(begin - MINUTE).toISOString() };
      const document = { S: JSON.stringify({ ...emptyLedger(MODEL), live }) };
      await aws()
        .clients(REGION)
        .dynamodb.send(
          new PutItemCommand({ TableName: TABLE, Item: { pk: { S: MODEL }, sk: { S: 'LEDGER' }, document } }),
        );
      const environment = {
        [Env.MODEL_NAME]: MODEL,
        [Env.QUALITY_TABLE]: TABLE,
        [Env.LEDGER_TABLE]: TABLE, // the same keys; the predictions name no version
        [Env.QUALITY]: JSON.stringify(SPEC),
      };
      for (const entry of ['quality-ingest', 'quality-measure']) {
        aws().functions.add({ name: entry, entry, region: REGION, environment });
      }
    });

    const measure = (at: number) => aws().call<MeasureResult>('quality-measure', { action: 'measure' }, at);

    test('is measured once, of the labels that came last', async () => {
      await measure(begin + 6 * MINUTE); // begins with the window of `begin`
      const ids = Array.from({ length: 130 }, (_, index) => `id-${index}`);
      const predictions = ids.map((inferenceId) => ({ inferenceId, environment: 'green', prediction: 'rose' }));
      const labels = ids
        .slice(0, 100)
        .map((inferenceId, index) => ({ inferenceId, label: index < 80 ? 'rose' : 'tulip' }));
      const at = new Date(begin - MINUTE).toISOString();
      const outdated = labels.slice(0, 10).map((label) => ({ ...label, label: 'tulip', at }));
      const sent = await aws().call<FeedbackResult>('quality-ingest', { predictions, labels }, begin + 1_000);
      expect(sent).toEqual({ predictions: 130, labels: 100, unusable: 0, late: 0 });
      await aws().call<FeedbackResult>('quality-ingest', { labels: outdated }, begin + 2_000);
      const now = begin + 7 * MINUTE;
      await expect(measure(now)).resolves.toMatchObject({ windows: 1, predictions: 130, labelled: 100 });
      await expect(measure(now)).resolves.toMatchObject({ windows: 0 });
      const { MetricDataResults = [] } = await aws()
        .clients(REGION)
        .cloudwatch.send(
          new GetMetricDataCommand({
            StartTime: new Date(now - MINUTE),
            EndTime: new Date(now + 2 * MINUTE),
            MetricDataQueries: [QualityMetric.WRONG, QualityMetric.LABELLED].map((MetricName) => ({
              Id: MetricName.toLowerCase(),
              MetricStat: {
                Metric: {
                  Namespace: QUALITY_NAMESPACE,
                  MetricName,
                  Dimensions: [
                    { Name: QualityDimension.MODEL, Value: MODEL },
                    { Name: QualityDimension.ENVIRONMENT, Value: 'green' },
                  ],
                },
                Period: 60,
                Stat: 'Sum',
              },
            })),
          }),
        );
      expect(MetricDataResults.map(({ Id, Values }) => [Id, Values])).toEqual([
        ['wrong', [20]],
        ['labelled', [100]],
      ]);
    });
  });
}
