import { Verdict } from '../../../../lib/contract';
import { armInWorld } from '../support/arm-fault';
import { GrantLog } from '../support/grant-log';
import { ended, isRejected, release, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(120_000);

/** Load is sent in real time, whatever the clock is: 25 s for a version that passes. */
describe('a load test', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
    await world.release({ version: '1.2' });
    await world.deploy({ version: '1.2', loadTest: 'required' });
    world.startTraffic();
  });
  afterAll(() => world.close());

  /** Requests through the test listener. */
  function sentByChecks(): number {
    const others = world.stage.collector.totals().filter(({ ruleArn }) => ruleArn !== world.model.ruleArn);
    return others.reduce((sum, { sent }) => sum + sent, 0);
  }

  async function verdict(version: string): Promise<Verdict | undefined> {
    const evidence = (await ended(world, version))?.evidence as { verdicts?: Verdict[] } | undefined;
    return evidence?.verdicts?.find(({ check }) => check === 'load-test');
  }

  test('promotes a version that stands the peak, by permissions that are all needed', async () => {
    const grants = new GrantLog(world);
    expect(await release(world, '1.3')).toMatchObject({ outcome: 'promoted' });
    expect(await verdict('1.3')).toMatchObject({
      status: 'PASS',
      reason: expect.stringMatching(/^200 of 200 requests answered at 40\/s, p50 /),
      evidence: {
        peakRps: 40,
        stages: [
          { stage: 'warm-up', sent: 20 },
          { stage: '25 %', sent: 50 },
          { stage: '50 %', sent: 100 },
          { stage: '75 %', sent: 150 },
          { stage: '100 %', sent: 200, dropped: 0 },
        ],
        whole: expect.stringMatching(/^evidence\/fraud\/.*\/load-test\.json$/),
      },
    });
    const unused = grants.unused().filter((grant) => /^LoadWorkerFunction (s3|dynamodb):/.test(grant));
    expect(unused).toEqual([]);
  });

  test('stops a version that is slow under load, before it gets a request of a caller', async () => {
    await armInWorld(world, { fault: 'slow-under-load', version: '1.5' });
    const witness = world.witness();
    expect(await release(world, '1.5')).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringMatching(/^load-test: FAIL, p50 must be 800 ms at most, got .*requests answered at 40\/s/),
      evidence: { trigger: 'check', status: 'FAIL' },
    });
    expect(witness.ruleChanges).toEqual([]);
    expect(await isRejected(world, '1.5')).toBe(true);
  });

  test('is ended by an abort while load is sent, and not judged', async () => {
    await start(world, '1.6');
    const before = sentByChecks();
    await world.until('load is sent', async () => sentByChecks() > before + 30);
    await world.abort();
    await world.quiet();
    expect(await ended(world, '1.6')).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'abort' } });
    expect(await verdict('1.6')).toBeUndefined();
    expect(await isRejected(world, '1.6')).toBe(false);
    expect(await world.facts()).toMatchObject(settled('1.3', 'green'));
  });
});
