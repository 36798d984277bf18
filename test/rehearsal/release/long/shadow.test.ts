import { AppVariant } from '../support/app/app-variant';
import { GrantLog, revoke } from '../support/grant-log';
import { ended, freshVersion, isRejected, release, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { Answers, ShadowGateways } from '../support/shadow-gateways';
import { World } from '../support/world';

jest.setTimeout(90_000);

const VARIANT: AppVariant = { version: '1.2', shadow: true };

/** Two stages of the check, in virtual milliseconds (`fraud-app.ts`), and what a look may be late. */
const [BASELINE_MS, MIRRORING_MS, LOOK_MS] = [120_000, 300_000, 15_000];

describe('releases with a shadow check', () => {
  let world: World;
  let gateways: ShadowGateways;
  beforeAll(async () => {
    world = await World.live(VARIANT);
    gateways = new ShadowGateways(world);
  });
  beforeEach(() => {
    gateways.answers = {};
    gateways.mirrored.length = 0;
  });
  afterAll(() => {
    gateways.stop();
    return world.close();
  });

  /** Nothing is mirrored, and nobody could begin again by what is left. */
  async function expectSilence(): Promise<void> {
    expect(await gateways.settings()).toEqual({});
    const polls = gateways.mirrored.length;
    await world.pass(5);
    expect(gateways.mirrored).toHaveLength(polls);
  }

  test('the first release of all has no live version to compare with, says so, and is promoted', async () => {
    const [first] = (await world.ledger()).ended;
    expect(first).toMatchObject({ version: '1.2', outcome: 'promoted' });
    const verdict = expect.objectContaining({ check: 'shadow', status: 'INSUFFICIENT_DATA', evidence: { samples: 0 } });
    expect(first.evidence.verdicts).toContainEqual(verdict);
    await expectSilence();
  });

  test.each<[string, Answers, string]>([
    ['answers otherwise', { disagree: 0.2 }, '20 % of'],
    ['fails', { error: 0.2 }, '20 % of'],
  ])('a version that %s goes back by mirrored traffic alone, and is rejected', async (_how, answers, reason) => {
    gateways.answers = answers;
    const version = freshVersion();
    const witness = world.witness();
    const result = await release(world, version);
    expect(result).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'check', status: 'FAIL' } });
    expect(result?.reason).toContain(reason);
    expect(await isRejected(world, version)).toBe(true);
    expect(witness.ruleChanges).toEqual([]); // no caller ever saw it
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
    await expectSilence();
  });

  test('a version that nobody calls meanwhile does not pass, and may try again', async () => {
    gateways.stop();
    const version = freshVersion();
    expect(await release(world, version)).toMatchObject({
      outcome: 'rolled-back',
      evidence: { trigger: 'check', status: 'INSUFFICIENT_DATA', samples: 0 },
    });
    expect(await isRejected(world, version)).toBe(false);
    expect(await gateways.settings()).toEqual({});
    gateways = new ShadowGateways(world);
  });

  test('an abort is honoured at the next look, and ends mirroring', async () => {
    const version = freshVersion();
    await start(world, version);
    await world.until('requests are mirrored', async () => gateways.mirrored.length > 0);
    await world.abort();
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'abort' } });
    expect(gateways.mirrored.every(({ to }) => to === 'blue')).toBe(true); // never came to the other stage
    await expectSilence();
  });

  test('an operator’s rollback, which finds no traffic to move yet, ends it too', async () => {
    const version = freshVersion();
    await start(world, version);
    await world.until('requests are mirrored to green', async () => gateways.mirrored.some(({ to }) => to === 'green'));
    await world.rollBack();
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'abort' } });
    await expectSilence();
  });

  test('an execution that is stopped: the recovery ends mirroring', async () => {
    const version = freshVersion();
    const executionArn = await start(world, version);
    await world.until('requests are mirrored to green', async () => gateways.mirrored.some(({ to }) => to === 'green'));
    await world.run(() => world.call('states', 'StopExecution', { executionArn }));
    await world.pass(1);
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ evidence: { trigger: 'execution-died' } });
    await expectSilence();
  });

  test('when everything dies, gateways stop by themselves within two minutes', async () => {
    const version = freshVersion();
    const executionArn = await start(world, version);
    await world.until('requests are mirrored', async () => gateways.mirrored.length > 0);
    const giveBack = await revoke(world, 'Workflow', 'lambda:InvokeFunction');
    await world.run(() => world.call('states', 'StopExecution', { executionArn }));
    const diedAt = world.clock.now();
    await world.pass(10);
    expect((await gateways.settings()).mirror).toBeDefined(); // nobody was left to take it away
    expect(gateways.mirrored.at(-1)?.at).toBeLessThanOrEqual(diedAt + 120_000);
    await giveBack();
    await world.quiet();
    await expectSilence();
  });

  test('the right to write the settings is missing: the release goes back, nothing was mirrored', async () => {
    const giveBack = await revoke(world, 'CheckFunction', 'ssm:PutParameter');
    const version = freshVersion();
    expect(await release(world, version)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'error' } });
    expect(gateways.mirrored).toEqual([]);
    await giveBack();
  });

  test('a noisy version that is as noisy as the live one is promoted, after both stages had their time', async () => {
    gateways.answers = { noise: 0.3, disagree: 0.3 };
    const grants = new GrantLog(world);
    const deploy = await world.release({ ...VARIANT, version: '1.3' });
    expect(deploy).toMatchObject({ succeeded: true, status: 'UPDATE_COMPLETE' });
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
    const times = (to: string) => gateways.mirrored.filter((each) => each.to === to).map(({ at }) => at);
    for (const [to, expected] of [
      ['blue', BASELINE_MS],
      ['green', MIRRORING_MS],
    ] as const) {
      const lasted = times(to).at(-1)! - times(to)[0];
      expect(lasted).toBeGreaterThan(expected - 2 * LOOK_MS);
      expect(lasted).toBeLessThan(expected + LOOK_MS);
    }
    expect(Math.max(...times('blue'))).toBeLessThan(Math.min(...times('green')));
    expect(gateways.mirrored.every(({ from }) => from === 'blue')).toBe(true);
    expect(grants.unused().filter((grant) => /^CheckFunction (ssm|cloudwatch):/.test(grant))).toEqual([]);
    await expectSilence();
  });

  test('the next release mirrors from the other environment', async () => {
    const version = freshVersion();
    expect(await release(world, version)).toMatchObject({ outcome: 'promoted' });
    expect(gateways.mirrored.every(({ from }) => from === 'green')).toBe(true);
    expect(gateways.mirrored.at(-1)).toMatchObject({ from: 'green', to: 'blue' });
  });
});
