import { AnalysisPlan, OwnGuardrail, WatchResult } from '../../lib/contract';
import { makeHandler } from '../../lib/handlers/watch';
import { DECLINED, ERRORS, judgedLedger, planOf, SLOW } from '../core/analysis/analyses';
import { at, RELEASE_2 } from '../core/ledger/ledgers';
import { awsError } from './world/calls';
import { World } from './world/world';

type Answer = { readonly StatusCode?: string; readonly Values?: readonly number[] } | Error | undefined;

const metric = (environment: string, name: string) => ({
  namespace: 'payments',
  name,
  dimensions: { environment },
  statistic: 'Sum',
});
const DECLINED_METRICS: OwnGuardrail = {
  name: 'declined',
  blue: [metric('blue', 'Declined'), metric('blue', 'Payments')],
  green: [metric('green', 'Declined'), metric('green', 'Payments')],
};

/** A look, at which CloudWatch answers some queries otherwise than the world's minutes say. */
async function lookWith(
  world: World,
  answer: (query: any, input: any) => Answer,
  own: readonly OwnGuardrail[] = [],
): Promise<WatchResult> {
  const deps = world.deps();
  const { cloudwatch } = deps.clients;
  const send = async (command: any) => {
    const { input } = command;
    const { MetricDataResults, ...rest } = await cloudwatch.send(command);
    if (MetricDataResults === undefined) return rest;
    const results = input.MetricDataQueries.map((query: any, index: number) => {
      const other = answer(query, input);
      if (other instanceof Error) throw other;
      const { Values = MetricDataResults[index].Values, StatusCode = 'Complete' } = other ?? {};
      const Timestamps = Values.map(
        (_: number, minute: number) => new Date(input.StartTime.getTime() + 60_000 * minute),
      );
      return { Id: query.Id, Values, Timestamps, StatusCode };
    });
    return { ...rest, MetricDataResults: results };
  };
  const handler = makeHandler({ ...deps, clients: { ...deps.clients, cloudwatch: { send } } });
  const event = { action: 'watch', releaseId: RELEASE_2, guardrails: JSON.stringify(own) };
  return handler(event) as Promise<WatchResult>;
}

function judged(plan: AnalysisPlan): World {
  const world = new World(judgedLedger(plan));
  world.time = new Date(at(30));
  return world;
}

const nameOf = ({ MetricStat }: any): string => `${MetricStat.Stat} ${MetricStat.Metric.MetricName}`;
const stateOf = (world: World) => world.ledger.release?.analysis?.state;

describe.each(['PartialData', 'InternalError', 'Forbidden'])('an answer with the status %s', (StatusCode) => {
  test('is no minute without events: it is read at the next look', async () => {
    const world = judged(planOf([ERRORS]));
    world.time = new Date(at(300));
    const broken = (query: any) => (nameOf(query) === 'Sum HTTPCode_Target_5XX_Count' ? { StatusCode } : undefined);
    const { evidence } = await lookWith(world, broken);
    expect(evidence.unjudged).toBe(
      `errors: IncompleteMetrics: CloudWatch must answer Complete, got ${StatusCode} for Sum of HTTPCode_Target_5XX_Count; it is asked again`,
    );
    expect(stateOf(world)?.guardrails).toEqual({});
    expect((await lookWith(world, () => undefined)).evidence.unjudged).toBeUndefined();
    expect(stateOf(world)?.guardrails.errors?.minutes).toBe(3);
  });

  test('fixes no latency', async () => {
    const world = judged(planOf([ERRORS, SLOW]));
    await lookWith(world, (query) => (nameOf(query).startsWith('p90 ') ? { StatusCode } : undefined));
    expect(world.ledger.release?.analysis).toBeUndefined();
  });
});

describe('slow requests', () => {
  const LATENCIES = { 'slow-p90': { seconds: 0.25, from: 'live' as const, requests: 5000 } };

  /** What CloudWatch counted of 540 requests a minute; a statistic without a number has no points. */
  const countedBy = (counts: Readonly<Partial<Record<string, number>>>) => (query: any) => {
    const stat = query.MetricStat.Stat as string;
    if (query.MetricStat.Metric.MetricName !== 'TargetResponseTime') return undefined;
    const count = stat === 'SampleCount' ? 540 : counts[stat];
    return { Values: count === undefined ? [] : [count, count, count] };
  };

  function latencyWorld(): World {
    const ledger = judgedLedger(planOf([ERRORS, SLOW]));
    const state = { startedAt: Date.parse(at(0)) / 1000, guardrails: {} };
    const analysis = { ...ledger.release!.analysis!, latencies: LATENCIES, state };
    const world = new World({ ...ledger, release: { ...ledger.release!, analysis } });
    world.time = new Date(at(300));
    return world;
  }

  test('fail by name to count as none when CloudWatch tells neither the slow nor the fast ones', async () => {
    const world = latencyWorld();
    const { evidence } = await lookWith(world, countedBy({}));
    expect(evidence.unjudged).toContain(
      'slow-p90: UncountedRequests: the slow and the fast of 540 requests must be counted, got neither',
    );
    expect(Object.keys(stateOf(world)?.guardrails ?? {})).toEqual(['errors']);
  });

  test.each([
    [{ 'TC(0.25:)': 0, 'TC(:0.25)': 540 }, 0],
    [{ 'TC(:0.25)': 540 }, 0],
    [{ 'TC(0.25:)': 54, 'TC(:0.25)': 486 }, 162],
  ])('of %j are counted', async (counts, events) => {
    const world = latencyWorld();
    await lookWith(world, countedBy(counts));
    expect(stateOf(world)?.guardrails['slow-p90']).toMatchObject({ experiment: { events, total: 1620 } });
  });
});

/** A look at which CloudWatch answers otherwise than it would. */
async function lookThrough(world: World, changed: (answer: any, input: any) => object): Promise<WatchResult> {
  const deps = world.deps();
  const { cloudwatch } = deps.clients;
  const send = async (command: any) => {
    const answer = await cloudwatch.send(command);
    return 'MetricDataResults' in answer ? changed(answer, command.input) : answer;
  };
  const handler = makeHandler({ ...deps, clients: { ...deps.clients, cloudwatch: { send } } });
  return handler({ action: 'watch', releaseId: RELEASE_2 }) as Promise<WatchResult>;
}

test('an answer without a metric that was asked for is not complete', async () => {
  const world = judged(planOf([ERRORS]));
  world.time = new Date(at(300));
  const { evidence } = await lookThrough(world, ({ MetricDataResults }) => ({
    MetricDataResults: MetricDataResults.slice(1),
  }));
  expect(evidence.unjudged).toContain('got no answer for Sum of RequestCount');
});

test('a part that others follow is no incomplete answer', async () => {
  const world = judged(planOf([ERRORS]));
  world.time = new Date(at(300));
  const { evidence } = await lookThrough(world, (answer, { NextToken }) => {
    if (NextToken === 'more') return answer;
    const first = answer.MetricDataResults.map((result: any) => ({
      ...result,
      Values: result.Values.slice(0, 1),
      Timestamps: result.Timestamps.slice(0, 1),
      StatusCode: 'PartialData',
    }));
    return { MetricDataResults: first, NextToken: 'more' };
  });
  expect(evidence.unjudged).toBeUndefined();
  expect(stateOf(world)?.guardrails.errors?.minutes).toBe(3);
});

describe('metrics of the own', () => {
  const plan = planOf([ERRORS, DECLINED]);
  const payments = (query: any): Answer => {
    const name = query.MetricStat.Metric.MetricName;
    if (name === 'Payments') return { Values: [540, 540, 540] };
    return name === 'Declined' ? { Values: [5, 5, 5] } : undefined;
  };

  test('are counted', async () => {
    const world = judged(plan);
    world.time = new Date(at(300));
    await lookWith(world, payments, [DECLINED_METRICS]);
    expect(stateOf(world)?.guardrails).toMatchObject({
      errors: { minutes: 3 },
      declined: { experiment: { events: 15 } },
    });
  });

  test('that can not be read leave the others as they are', async () => {
    const world = judged(plan);
    world.time = new Date(at(300));
    const denied = (query: any) =>
      query.MetricStat.Metric.MetricName === 'Payments' ? awsError('ValidationError', 'no such statistic') : undefined;
    const { decision, evidence } = await lookWith(world, denied, [DECLINED_METRICS]);
    expect(decision).toBe('continue');
    expect(evidence.unjudged).toBe('declined: ValidationError: no such statistic');
    expect(stateOf(world)?.guardrails).toMatchObject({ errors: { minutes: 3 } });
    expect(stateOf(world)?.guardrails.declined).toBeUndefined();
  });

  test('without a value of the events fail by name at the first look that could have one', async () => {
    const world = judged(plan);
    world.time = new Date(at(300));
    const silent = (query: any, { MetricDataQueries }: any): Answer => {
      const [{ MetricStat }] = MetricDataQueries;
      const isGreen = JSON.stringify(MetricStat.Metric.Dimensions).includes('green');
      return isGreen && query.MetricStat.Metric.MetricName === 'Declined' ? { Values: [] } : payments(query);
    };
    expect(await lookWith(world, silent, [DECLINED_METRICS])).toMatchObject({
      decision: 'roll-back',
      reason: expect.stringContaining('no data of declined (events of the new version)'),
      evidence: { withoutData: ['declined (events of the new version)'] },
    });
  });

  test('which the watch function was not told of are not read', async () => {
    const world = judged(plan);
    world.time = new Date(at(300));
    expect((await lookWith(world, payments)).evidence.unjudged).toContain('was not told its metrics');
  });

  test('in expressions under the same id are asked for once', async () => {
    const world = judged(plan);
    world.time = new Date(at(300));
    const m1 = metric('blue', 'Declined');
    const inner = { expression: 'm1*2', using: { m1 } };
    const outer = { expression: 'm1+e1', using: { m1, e1: inner } };
    const ids: string[][] = [];
    const deps = world.deps();
    const send = async ({ input }: any) => {
      ids.push(input.MetricDataQueries?.map(({ Id }: any) => Id) ?? []);
      throw awsError('ValidationError', 'stop here');
    };
    const own = [{ name: 'declined', blue: [outer, inner], green: [outer, inner] }];
    const handler = makeHandler({ ...deps, clients: { ...deps.clients, cloudwatch: { send } } });
    await handler({ action: 'watch', releaseId: RELEASE_2, guardrails: JSON.stringify(own) }).catch(() => undefined);
    const ofExpression = ids.filter((each) => each.includes('e1'));
    expect(ofExpression).toHaveLength(2);
    for (const each of ofExpression) expect(new Set(each).size).toBe(each.length);
  });
});
