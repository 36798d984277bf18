import { Counts, Env, ReleasePlan, WatchResult } from '../../lib/contract';
import { judgeSettings } from '../../lib/core/judge/guardrail';
import { makeHandler } from '../../lib/handlers/watch';
import { afterMinutes, ERRORS, judgedLedger, planOf, SLOW } from '../core/analysis/analyses';
import { at, carryOut, RELEASE_2 } from '../core/ledger/ledgers';
import { wish } from '../core/ledger/stepped';
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

describe('a judge who asks people', () => {
  const analysis = planOf([ERRORS], { settings: judgeSettings({ onInconclusive: 'manual' }) });
  /** Four requests a minute prove nothing in the judge's hour. */
  const atDeadline = (members: Partial<ReleasePlan> = {}) => {
    const counts: [Counts, Counts] = [
      { events: 1, total: 540 },
      { events: 0, total: 4 },
    ];
    const ledger = afterMinutes(judgedLedger(analysis), 57, { errors: counts });
    const release = ledger.release!;
    const plan = { ...release.plan, pauseTimeoutSeconds: 7200, ...members };
    const world = new World({ ...ledger, release: { ...release, plan } });
    world.traffic = { requests: 0, errors: 0, refused: 0, p99: 0.08 };
    world.time = new Date(at(3600));
    return world;
  };
  const wishes = (world: World) => world.ledger.release?.wishes;

  test('pauses the release and tells them once, with what they can do and until when', async () => {
    const world = atDeadline();
    await expect(call(world)).resolves.toMatchObject({ decision: 'continue' });
    expect(wishes(world)).toMatchObject({ pause: { by: 'the judge', asks: true }, question: { by: 'the judge' } });
    expect(world.published).toMatchObject([
      { phase: 'awaiting-approval', version: 'v2', reason: expect.stringContaining('bluegreen resume fraud') },
    ]);
    expect(world.published[0].reason).toContain(`without an answer by ${at(3600 + 7200)} it goes back`);
    expect(world.events).toHaveLength(1);
    world.time = new Date(at(3660));
    await call(world);
    expect(world.published).toHaveLength(1);
    expect(world.ledger.release?.analysis?.askedAt).toBe(at(3600));
  });

  test('tells them again when the function died before it noted that they were told', async () => {
    const world = atDeadline();
    world.failures.Publish = new Error('killed');
    world.failures.PutEvents = new Error('killed');
    await call(world);
    const release = world.ledger.release!;
    world.setLedger({
      ...world.ledger,
      release: { ...release, analysis: { ...release.analysis!, askedAt: undefined } },
    });
    delete world.failures.Publish;
    delete world.failures.PutEvents;
    await call(world);
    expect(world.published).toHaveLength(1);
  });

  test('asks nobody while a pause of somebody else holds the release', async () => {
    const world = atDeadline();
    world.setLedger(carryOut(world.ledger, [wish('pause', { by: 'ann' })], at(100)));
    await call(world);
    expect(world.published).toEqual([]);
    expect(wishes(world)?.question).toBeUndefined();
  });

  test('fails without a topic to tell them at, and does not hold the release', async () => {
    const world = atDeadline();
    const watch = makeHandler({ ...world.deps(), env: { ...world.env, [Env.TOPIC_ARN]: undefined } });
    await expect(watch({ action: 'watch', releaseId: RELEASE_2 })).rejects.toThrow(Env.TOPIC_ARN);
    expect(wishes(world)?.pause).toBeUndefined();
  });

  test('goes back where no pause is allowed', async () => {
    await expect(call(atDeadline({ pauseTimeoutSeconds: 0 }))).resolves.toMatchObject({ decision: 'roll-back' });
  });
});
