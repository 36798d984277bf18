import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(60_000);

/** One model's bad days, each test one deployment after the other. */
describe('a deploy that CloudFormation takes back', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '1.2' })));
  afterAll(() => world.close());

  test('fails before the release: nothing was started, nothing moved', async () => {
    const witness = world.witness();
    const deploy = await world.release({ version: '1.3' }, { failDeployAt: /^FraudWorkflowStateMachine/ });
    expect(deploy).toMatchObject({ succeeded: false, status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(witness.ruleChanges).toEqual([]);
    expect(witness.events).toEqual([]);
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  test('fails after the release was promoted: the new version stays live, and the next deploy of it is quiet', async () => {
    const witness = world.witness();
    const variant = { version: '1.3', functionDescription: 'changed' };
    const deploy = await world.release(variant, { failDeployAt: /^Unrelated[0-9A-F]{8}$|^FraudResources/ });
    expect(deploy).toMatchObject({ succeeded: false, status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(witness.ruleChanges).toEqual(['traffic: green 100']);
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
    const again = world.witness();
    expect(await world.release({ version: '1.3' })).toMatchObject({ succeeded: true });
    expect(again.ruleChanges).toEqual([]);
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
  });

  test('fails while its release runs: that release is aborted, and its version is not to blame', async () => {
    const witness = world.witness();
    const variant = { version: '1.5', returnAtStart: true, functionDescription: 'changed' };
    const deploy = await world.release(variant, { failDeployAt: /^Unrelated[0-9A-F]{8}$|^FraudResources/ });
    expect(deploy).toMatchObject({ succeeded: false, status: 'UPDATE_ROLLBACK_COMPLETE' });
    await world.pass(1);
    await world.quiet();
    expect(witness.ruleChanges).toEqual([]);
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
    expect((await world.ledger()).rejected).toEqual([]);
  });

  test('a release that is rolled back fails the deploy with the reason and the numbers', async () => {
    world.profiles.set('1.4', { errorRate: 0.3, p50Ms: 20, p99Ms: 80 });
    const deploy = await world.release({ version: '1.4' });
    expect(deploy).toMatchObject({ succeeded: false, status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(deploy.reason).toMatch(/version 1.4 was not promoted: alarm fraud-blue-errors fires/);
    expect(deploy.reason).toContain('RELEASE#1-4-');
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
  });
});

describe('a first deploy that fails', () => {
  test('leaves no version, no lock and no stack behind, and can be tried again', async () => {
    const world = await World.open();
    try {
      world.tasks.of('1.2').predicts = false;
      const deploy = await world.deploy({ version: '1.2' });
      expect(deploy).toMatchObject({ succeeded: false, status: 'ROLLBACK_COMPLETE' });
      expect(deploy.reason).toContain('model_name');
      expect(world.tasks.running).toEqual([]);
      world.tasks.of('1.2').predicts = true;
      expect(await world.release({ version: '1.2' })).toMatchObject({ succeeded: true, status: 'CREATE_COMPLETE' });
      expect(await world.facts()).toEqual(settled('1.2', 'blue'));
    } finally {
      await world.close();
    }
  });
});
