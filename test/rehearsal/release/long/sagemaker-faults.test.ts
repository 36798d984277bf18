import { FaultName } from '../../../../lib/rehearsal/run/fault-names';
import { SageMakerFaults } from '../../../../lib/rehearsal/aws/sagemaker/faults';
import { armInWorld } from '../support/arm-fault';
import { arm, casesOf, textOf } from '../support/fault-cases';
import { ended, freshVersion, isRejected, release } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(120_000);

/** Version 1.2 is live in blue. */
describe('a release on SageMaker under a fault of the rehearsal', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '1.2', hosting: 'sagemaker' })));
  afterAll(() => world.close());
  afterEach(async () => {
    const faults: { -readonly [K in keyof SageMakerFaults]: SageMakerFaults[K] } = world.stage.sagemaker.faults;
    faults.onInstanceStarting = undefined;
    faults.alterCreatedModel = undefined;
    faults.failDeployment = undefined;
    await world.pass(5); // alarms of the failed version come to rest
  });

  test.each<[FaultName, string]>([
    ['never-ready', 'did not pass the ping health check'],
    ['wrong-config', 'FEATURE_STORE'],
    ['endpoint-creation-fails', 'Request to service failed'],
    ['silent-rollback', 'went back to endpoint config'],
  ])('%s: production traffic never moved, and the release says why', async (fault, reason) => {
    const version = freshVersion();
    const witness = world.witness();
    await armInWorld(world, { fault, version, hosting: 'sagemaker' });
    const result = await release(world, version);
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: expect.stringContaining(reason) });
    expect(witness.ruleChanges).toEqual([]);
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  test('crash: the release ends, and only one that went back is rejected', async () => {
    const version = freshVersion();
    await armInWorld(world, { fault: 'crash', version, hosting: 'sagemaker' });
    await release(world, version);
    // Traffic of these tests is synthetic: what a dead endpoint answers is seen in the rehearsal with real servers.
    expect((await world.ledger()).release).toBeUndefined();
    expect(await isRejected(world, version)).toBe((await ended(world, version))?.outcome === 'rolled-back');
  });
});

/** A part of the table by default; all of it takes minutes. */
const STEP = process.env.BLUEGREEN_EXHAUSTIVE === '1' ? 1 : 6;

describe('a release on SageMaker in which one thing fails', () => {
  let world: World;
  beforeAll(
    async () =>
      void (world = await World.live({ version: '1.2', hosting: 'sagemaker', bakeMinutes: 4, standbyMinutes: 4 })),
  );
  afterAll(() => world.close());

  test('ends promoted or rolled back; ledger, weights and lock agree', async () => {
    const witness = world.witness();
    await release(world, freshVersion());
    const cases = casesOf(witness)
      .filter((each) => each.kind === 'throttle' || ['environment-sagemaker', 'check'].includes(each.entry))
      .filter((each) => !/^(dynamodb|sns|events|monitoring|lambda):/.test(each.operation))
      .filter((_, index) => index % STEP === 0);
    expect(cases.length).toBeGreaterThan(0);
    const problems: string[] = [];
    for (const fault of cases) {
      const disarm = arm(world, fault);
      const version = freshVersion();
      const result = await release(world, version);
      const struck = disarm();
      const { live, weights, lock } = await world.facts();
      const agrees = lock === 'free' && weights[live.endsWith('blue') ? 'blue' : 'green'] === 100;
      if (!struck || !agrees || !['promoted', 'rolled-back'].includes(result?.outcome ?? '')) {
        problems.push(
          `${textOf(fault)}: struck ${struck}, ${result?.outcome}, ${live}, ${JSON.stringify(weights)}, ${lock}`,
        );
      }
      await world.pass(2);
    }
    expect(problems).toEqual([]);
  });
});
