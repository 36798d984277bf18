import { Phase } from '../../../../lib/contract';
import { freshVersion, isRejected, release } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(60_000);

const BEFORE_TRAFFIC: readonly Phase[] = ['preparing', 'provisioning', 'checking'];
const WITH_TRAFFIC: readonly Phase[] = ['shifting', 'baking', 'standby'];

/** Version 1.2 stays live in blue throughout. */
describe('a release that somebody aborts', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '1.2' })));
  afterAll(() => world.close());

  test.each([...BEFORE_TRAFFIC, ...WITH_TRAFFIC])('goes back from phase %s, asked twice', async (phase) => {
    const version = freshVersion();
    const witness = world.witness();
    world.atPhase(phase, async () => {
      await world.abort();
      await world.abort();
    });
    const result = await release(world, version);
    expect(result).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'abort' } });
    expect(result?.reason).toContain('a test');
    expect(await isRejected(world, version)).toBe(false);
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
    expect(witness.events.filter((event) => event === `${version} rolled-back`)).toHaveLength(1);
    if (BEFORE_TRAFFIC.includes(phase)) expect(witness.ruleChanges).toEqual([]);
  });

  test('is rolled back already: the first reason stays, also when the failed version is being retired', async () => {
    const version = freshVersion();
    world.tasks.of(version).predicts = false;
    world.atPhase('retiring-failed', () => world.abort('too late'));
    expect(await release(world, version)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'check' } });
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });
});
