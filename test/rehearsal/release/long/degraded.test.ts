import { Names } from '../../../../lib/contract';
import { AppVariant, MODEL } from '../support/app/app-variant';
import { freshVersion, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(120_000);

const ALARM = Names.alarm(MODEL, 'green', 'errors');

/** Version 1.2 is live in blue and loses its health while another one has traffic; then that one is found bad, too. */
describe('a release whose old side is degraded', () => {
  let world: World;
  const variant: AppVariant = { version: '1.2', traffic: 'canary' };
  beforeAll(async () => void (world = await World.live(variant)));
  afterAll(() => world.close());
  afterEach(async () => {
    await world.pass(10);
    await world.setAlarm(ALARM, 'OK');
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  /** Both sides are bad for so long as the old one is not well; answers the weights then, and what was decided. */
  async function bothBad() {
    const before = (await world.facts()).weights;
    world.tasks.of('1.2').healthy = false;
    await world.pass(2);
    await world.setAlarm(ALARM, 'ALARM');
    await world.pass(1);
    const { weights } = await world.facts();
    const { release } = await world.ledger();
    world.tasks.of('1.2').healthy = true;
    return { before, weights, release };
  }

  test.each(['shifting', 'standby'] as const)('moves nothing in %s, and goes back when it is well', async (phase) => {
    const witness = world.witness();
    await start(world, freshVersion());
    await world.untilPhase(phase);
    await world.run(() => world.clock.sleep(30_000)); // the step's weights are read back
    const { before, weights, release } = await bothBad();
    expect(weights).toEqual(before);
    expect(weights.green).toBeGreaterThan(0);
    expect(release).toMatchObject({ rollback: { reason: expect.stringContaining(ALARM) } });
    expect(release?.trafficRestoredAt).toBeUndefined();
    const held = witness.journal.filter(({ input }) => JSON.stringify(input).includes('traffic stays where it is'));
    expect(held).not.toEqual([]);
    await world.quiet();
    expect(witness.ruleChanges.at(-1)).toBe('traffic: blue 100');
  });
});
