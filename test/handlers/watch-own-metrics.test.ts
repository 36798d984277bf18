import { GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { MetricValue } from '../../lib/contract';
import { readOwnMetrics } from '../../lib/handlers/watch/analysis/own-metrics';

const NOON = Date.UTC(2026, 0, 1, 12);
const SPAN = { first: NOON / 1_000, last: NOON / 1_000 + 60 };
const plain = (name: string): MetricValue => ({
  namespace: 'Payments',
  name,
  dimensions: { side: 'a' },
  statistic: 'Sum',
});

/** Answers each query that returns data with a value that its name or expression tells, page by page. */
function cloudWatch(values: Readonly<Record<string, number>>, pageSize = 100) {
  const inputs: GetMetricDataCommandInput[] = [];
  const send = async ({ input }: { input: GetMetricDataCommandInput }) => {
    inputs.push(input);
    const wanted = (input.MetricDataQueries ?? []).filter(({ ReturnData }) => ReturnData !== false);
    const from = Number(input.NextToken ?? 0);
    const page = wanted.slice(from, from + pageSize);
    const results = page.map(({ Id, Expression, MetricStat }) => {
      const value = values[Expression ?? MetricStat?.Metric?.MetricName ?? ''];
      const found = value === undefined ? {} : { Timestamps: [new Date(NOON)], Values: [value] };
      return { Id, StatusCode: 'Complete', ...found };
    });
    const NextToken = from + pageSize < wanted.length ? String(from + pageSize) : undefined;
    return { MetricDataResults: results, NextToken };
  };
  return { client: { send } as any, inputs };
}

test('plain metrics are read together, in their order, page by page', async () => {
  const { client, inputs } = cloudWatch({ Declined: 3, Payments: 100, Reviewed: 7 }, 2);
  const series = await readOwnMetrics(client, ['Declined', 'Payments', 'Reviewed'].map(plain), SPAN);
  expect(series.map((each) => [...each])).toEqual([[[NOON, 3]], [[NOON, 100]], [[NOON, 7]]]);
  expect(inputs).toHaveLength(2);
  expect(inputs[0].MetricDataQueries?.[0]).toMatchObject({
    MetricStat: {
      Metric: { Namespace: 'Payments', MetricName: 'Declined', Dimensions: [{ Name: 'side', Value: 'a' }] },
      Period: 60,
      Stat: 'Sum',
    },
  });
});

test('an expression is read alone, because the ids in it are the user’s, and its parts are not returned', async () => {
  const { client, inputs } = cloudWatch({ 'failed + late': 5, Payments: 100 });
  const sum: MetricValue = { expression: 'failed + late', using: { failed: plain('Failed'), late: plain('Late') } };
  const series = await readOwnMetrics(client, [sum, plain('Payments')], SPAN);
  expect(series.map((each) => each.get(NOON))).toEqual([5, 100]);
  const [, ofExpression] = inputs.map(({ MetricDataQueries = [] }) => MetricDataQueries);
  expect(ofExpression.map(({ Id, ReturnData }) => [Id, ReturnData])).toEqual([
    ['failed', false],
    ['late', false],
    [expect.any(String), true],
  ]);
});

test('an expression may use another', async () => {
  const { client, inputs } = cloudWatch({ 'rate * 2': 8 });
  const rate: MetricValue = { expression: 'failed / total', using: { failed: plain('Failed'), total: plain('Total') } };
  const series = await readOwnMetrics(client, [{ expression: 'rate * 2', using: { rate } }], SPAN);
  expect(series[0].get(NOON)).toBe(8);
  const ids = inputs[0].MetricDataQueries?.map(({ Id }) => Id);
  expect(ids?.slice(0, 3)).toEqual(['failed', 'total', 'rate']);
});

test('no call asks for more than CloudWatch answers', async () => {
  const { client, inputs } = cloudWatch({ last: 1 });
  const values = [...Array.from({ length: 600 }, (_, index) => plain(`metric-${index}`)), plain('last')];
  const series = await readOwnMetrics(client, values, SPAN);
  expect(series).toHaveLength(601);
  expect(series.at(-1)?.get(NOON)).toBe(1);
  expect(Math.max(...inputs.map(({ MetricDataQueries = [] }) => MetricDataQueries.length))).toBeLessThanOrEqual(500);
});

test('a metric without data is an empty series', async () => {
  const { client } = cloudWatch({});
  const series = await readOwnMetrics(
    client,
    [plain('Declined'), { expression: '1 * a', using: { a: plain('A') } }],
    SPAN,
  );
  expect(series.map(({ size }) => size)).toEqual([0, 0]);
});
