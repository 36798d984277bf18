import { Names } from '../../../../lib/contract';
import { detectionPaths } from '../../../../lib/core/detection/detection';
import { Delay } from '../../../../lib/core/detection/timings';
import { FunctionFault } from '../../../../lib/rehearsal/lambda/faults';
import { declaredModel } from '../../../../lib/rehearsal/run/declared-model';
import { AppVariant, MODEL } from '../support/app/app-variant';
import { assemblyOf } from '../support/assemblies';
import { freshVersion, release } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(120_000);

const VARIANT: AppVariant = { version: '1.2', probe: true };
const ALARM = Names.alarm(MODEL, 'green', 'fast-probe');

/** Version 1.2 is live in blue; every release below goes back. */
describe('a version that is probed while it takes traffic', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live(VARIANT)));
  afterAll(() => world.close());
  afterEach(async () => {
    await world.pass(5); // alarms of the failed version come to rest
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  /** Breaks a version's predictions in its bake, so many seconds after a minute began; callers' numbers stay good. */
  async function breakInBake(second: number) {
    const version = freshVersion();
    let [brokeAt, restoredAt] = [0, NaN];
    world.atPhase('baking', async () => {
      const minute = Math.ceil(world.clock.now() / 60_000) * 60_000 + 2 * 60_000;
      world.clock.at(minute + second * 1000, () => {
        brokeAt = world.clock.now();
        world.tasks.of(version).breaks = true;
      });
    });
    world.atRestored(async ({ release: active }) => void (restoredAt = Date.parse(active?.trafficRestoredAt ?? '')));
    const result = await release(world, version);
    return { result, seconds: (restoredAt - brokeAt) / 1000 };
  }

  test.each([0, 7, 33, 59])('goes back within the expected time of a fault at second %d', async (second) => {
    const { result, seconds } = await breakInBake(second);
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: expect.stringContaining(ALARM) });
    const { detection } = declaredModel(assemblyOf(VARIANT).stacks[0].template);
    const [{ path, restored }] = detectionPaths(detection);
    expect(path).toBe('probe alarm');
    expect(seconds).toBeLessThanOrEqual(restored.to - Delay.RULE.to);
  });

  test('is probed in a step, too', async () => {
    const witness = world.witness();
    const version = freshVersion();
    world.atShift(async () => void (world.tasks.of(version).breaks = true));
    const result = await release(world, version);
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: expect.stringContaining(ALARM) });
    expect(witness.moves).toEqual(['traffic: green 100', 'traffic: blue 100']);
  });

  test('probes are no callers: a bake without traffic is not measured by them', async () => {
    world.startTraffic(1);
    const result = await release(world, freshVersion());
    world.startTraffic();
    expect(result?.reason).toContain('INSUFFICIENT_DATA: 3 minutes with 50 requests or more are needed');
  });
});

describe('a prober', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live(VARIANT)));
  afterAll(() => world.close());

  const probes = () =>
    world.stage.functions.invocations.filter(({ functionName }) => /ProbeFunction/.test(functionName));

  test('asks every ten seconds while a good version takes traffic, which is promoted', async () => {
    const journal = world.stage.account.journal.length;
    expect(await release(world, freshVersion())).toMatchObject({ outcome: 'promoted' });
    const puts = world.stage.account.journal.slice(journal).filter(({ operation }) => operation === 'PutMetricData');
    expect(puts.length).toBeGreaterThanOrEqual(60); // a bake of ten minutes
    const failed = puts.map(({ input }) =>
      (input as any).MetricData.find(({ MetricName }: any) => MetricName === 'FailedProbes'),
    );
    expect(failed.map(({ Value }) => Value).filter((value) => value !== 0)).toEqual([]);
    expect(world.stage.cloudwatch.neverSeen(ALARM)).toEqual([]);
  });

  test('that fails leaves no hole in the watch, and is tried again', async () => {
    const before = probes().length;
    let deaths = 0;
    const fault: FunctionFault = ({ functionName }) =>
      /ProbeFunction/.test(functionName) && deaths++ < 3 ? { kind: 'before-handler' } : undefined;
    world.stage.functions.faults.add(fault);
    expect(await release(world, freshVersion())).toMatchObject({ outcome: 'promoted' });
    world.stage.functions.faults.delete(fault);
    const outcomes = probes()
      .slice(before)
      .map(({ outcome }) => outcome.ok);
    expect(outcomes.slice(0, 3)).toEqual([false, false, false]);
    expect(outcomes.slice(3)).toContain(true);
  });
});
