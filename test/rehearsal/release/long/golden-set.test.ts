import { GrantLog } from '../support/grant-log';
import { ended, release } from '../support/pipeline';
import { Verdict } from '../../../../lib/contract';
import { invokeVariants, variants } from '../support/variant-traffic';
import { World } from '../support/world';

jest.setTimeout(60_000);

describe.each(['required', 'advisory'] as const)('a golden set that is %s', (goldenSet) => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
    await world.release({ version: '1.2', goldenSet });
    world.startTraffic();
  });
  afterAll(() => world.close());

  async function verdict(version: string): Promise<Verdict | undefined> {
    const evidence = (await ended(world, version))?.evidence as { verdicts?: Verdict[] } | undefined;
    return evidence?.verdicts?.find(({ check }) => check === 'payments');
  }

  test('has nothing to compare the first version with', async () => {
    expect(await verdict('1.2')).toMatchObject({
      status: 'INSUFFICIENT_DATA',
      reason: expect.stringMatching(/^no version is live to compare with, .*; 88 % of 25 predictions right/),
    });
  });

  test('promotes a version that is as good as the live one', async () => {
    const grants = new GrantLog(world);
    expect(await release(world, '1.3')).toMatchObject({ outcome: 'promoted' });
    expect(await verdict('1.3')).toMatchObject({
      status: 'PASS',
      reason: expect.stringMatching(/^88 % of 25 predictions right, live 88 % of 25, enough to detect a drop of/),
      evidence: {
        items: 25,
        judged: 25,
        right: 22,
        worse: 0,
        better: 0,
        slices: { de: { judged: 13 }, fr: { judged: 12 } },
        whole: expect.stringMatching(/^evidence\/fraud\/.*\/payments\.json$/),
      },
    });
    const unused = grants.unused().filter((grant) => /^GoldenSetFunction (s3|dynamodb):/.test(grant));
    expect(unused).toEqual([]);
  });

  test('finds a version that is wrong, before it gets a request of a caller', async () => {
    world.tasks.of('1.4').score = 0.9;
    const witness = world.witness();
    const result = await release(world, '1.4');
    if (goldenSet === 'advisory') {
      expect(result).toMatchObject({ outcome: 'promoted' });
      expect(await verdict('1.4')).toMatchObject({ status: 'FAIL', advisory: true, evidence: { right: 3, worse: 22 } });
      return;
    }
    expect(result).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringMatching(
        /^payments: FAIL, worse than the live version \(22 got worse, 3 better, chance 0\.000078/,
      ),
      evidence: { trigger: 'check', right: 3, worse: 22, better: 3 },
    });
    expect(witness.ruleChanges).toEqual([]); // no caller ever saw it
  });
});

describe('a golden set of a model in the variants of one endpoint', () => {
  let world: World;
  let stopTraffic: () => void = () => undefined;
  beforeAll(async () => {
    world = await World.open();
    await world.release(variants('1.2', { goldenSet: 'required' }));
    stopTraffic = invokeVariants(world);
  });
  afterAll(async () => {
    stopTraffic();
    await world.close();
  });

  test('is sent to both variants by their names', async () => {
    expect(await release(world, '1.3')).toMatchObject({ outcome: 'promoted' });
    const { verdicts } = (await ended(world, '1.3'))?.evidence as { verdicts: Verdict[] };
    expect(verdicts.find(({ check }) => check === 'payments')).toMatchObject({
      status: 'PASS',
      evidence: { items: 25, right: 22, pairs: 25 },
    });
  });

  test('finds a version that is wrong, and no weight moves', async () => {
    world.tasks.of('1.4').score = 0.9;
    const before = await world.facts();
    expect(await release(world, '1.4')).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringMatching(/^payments: FAIL, worse than the live version/),
    });
    expect(await world.facts()).toEqual(before);
  });
});
