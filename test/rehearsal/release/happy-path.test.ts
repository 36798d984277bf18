import { settled } from './support/settled';
import { World } from './support/world';

jest.setTimeout(60_000);

/** One model's life, each test one deployment after the other. */
describe('a model that is deployed again and again', () => {
  let world: World;
  beforeAll(async () => void (world = await World.open()));
  afterAll(() => world.close());

  test('answers 503 until its first version is proven, then that version has all traffic', async () => {
    const actions: string[] = [];
    const ruleAction = () => world.model.rule(world.stage.elb.current())?.action;
    world.atPhase('provisioning', async () => void actions.push(JSON.stringify(ruleAction())));
    const deploy = await world.deploy({ version: '1.2' });
    expect(deploy).toMatchObject({ succeeded: true, status: 'CREATE_COMPLETE' });
    expect(actions).toEqual([expect.stringContaining('"status":503')]);
    await world.quiet();
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
    expect(world.tasks.running).toEqual(['1.2', '1.2']);
    world.startTraffic();
  });

  test('another version takes over in the other environment, and the one before is retired', async () => {
    const witness = world.witness();
    expect(await world.deploy({ version: '1.3' })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(await world.facts()).toMatchObject({
      live: '1.3 in green',
      desired: { blue: 2, green: 2 }, // the version before stays warm in standby
      lock: 'standby',
    });
    await world.quiet();
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
    await world.pass(2); // the retired tasks answer what they have for 30 s
    expect(world.tasks.running).toEqual(['1.3', '1.3']);
    expect(witness.ruleChanges).toEqual(['traffic: green 100']);
    const phases = ['preparing', 'provisioning', 'checking', 'shifting', 'baking', 'standby', 'promoted'];
    expect(witness.events).toEqual(phases.map((phase) => `1.3 ${phase}`));
    expect(witness.messages).toEqual(witness.events);
    expect((await world.ledger()).ended[0]).toMatchObject({ version: '1.3', outcome: 'promoted' });
  });

  test('the same version again starts nothing', async () => {
    const witness = world.witness();
    expect(await world.deploy({ version: '1.3' })).toMatchObject({ succeeded: true, events: [] });
    expect(await world.release({ version: '1.3', bakeMinutes: 5 })).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(witness.journal.filter(({ operation }) => operation === 'StartExecution')).toEqual([]);
    expect(witness.ruleChanges).toEqual([]);
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
  });

  test('fails the deploy when the live version comes with other content', async () => {
    const witness = world.witness();
    const deploy = await world.release({ version: '1.3', image: 'model:1.3-rebuilt' });
    expect(deploy).toMatchObject({ succeeded: false, status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(deploy.reason).toContain('version "1.3" is live with other content');
    expect(witness.ruleChanges).toEqual([]);
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
  });

  test('a pipeline releases a version and an image without any deploy', async () => {
    const arn = await world.start('pipeline-1', { version: '1.4', image: 'model:1.4', requestedBy: 'pipeline' });
    await world.quiet();
    expect(world.execution(arn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await world.facts()).toEqual(settled('1.4', 'blue'));
    expect((await world.ledger()).live?.image).toBe('model:1.4');
  });
});
