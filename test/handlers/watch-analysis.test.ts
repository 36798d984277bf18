import { WatchResult } from '../../lib/contract';
import { makeHandler } from '../../lib/handlers/watch';
import { ERRORS, judgedLedger, planOf, SLOW } from '../core/analysis/analyses';
import { at, RELEASE_2 } from '../core/ledger/ledgers';
import { awsError } from './world/calls';
import { World } from './world/world';

const call = (world: World) =>
  makeHandler(world.deps())({ action: 'watch', releaseId: RELEASE_2 }) as Promise<WatchResult>;

const judged = () => new World(judgedLedger(planOf([ERRORS, SLOW])));

describe('a look of the judge', () => {
  test('fixes what is slow, reads minutes when they are complete, and each once', async () => {
    const world = judged();
    world.time = new Date(at(30));
    await call(world);
    expect(world.ledger.release?.analysis).toMatchObject({ latencies: { 'slow-p90': { from: 'slo', seconds: 1 } } });
    world.time = new Date(at(179));
    await call(world);
    expect(world.ledger.release?.analysis?.state?.guardrails).toEqual({});
    world.time = new Date(at(180));
    await call(world);
    const read = () => world.ledger.release?.analysis?.state?.guardrails.errors;
    expect(read()).toMatchObject({ minutes: 1, control: { total: 600 }, experiment: { total: 600 } });
    await call(world);
    await call(world);
    expect(read()?.minutes).toBe(1);
    world.time = new Date(at(300));
    await call(world);
    expect(read()?.minutes).toBe(3);
  });

  test('publishes its evidence at each look, also when nothing new was read', async () => {
    const world = judged();
    world.time = new Date(at(240));
    await call(world);
    await call(world);
    expect(world.metrics).toHaveLength(2);
    expect(world.metrics[0]).toMatchObject({
      Namespace: 'cdk-model-bluegreen/analysis',
      MetricData: [{ MetricName: 'LogE', Dimensions: [{ Value: 'fraud' }, { Value: 'green' }] }],
    });
  });

  test.each(['GetMetricData', 'PutMetricData'])('goes on, and says so, when %s fails', async (operation) => {
    const world = judged();
    world.time = new Date(at(30));
    world.failures[operation] = awsError('AccessDenied', 'no');
    if (operation === 'PutMetricData') world.time = new Date(at(240));
    const { decision, evidence } = await call(world);
    expect(decision).toBe('continue');
    expect(evidence.unjudged).toBe('AccessDenied: no');
  });

  test('fails when it is throttled, for the workflow to try again', async () => {
    const world = judged();
    world.failures.GetMetricData = awsError('ThrottlingException', 'slow down');
    await expect(call(world)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});
