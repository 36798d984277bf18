import { ended, freshVersion, isRejected, release, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(60_000);

describe('a release that may not start', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '1.2' })));
  afterAll(() => world.close());

  test('fails while another one runs, which goes on undisturbed', async () => {
    const first = await start(world, '1.3');
    await world.untilPhase('baking');
    const witness = world.witness();
    const second = await start(world, '1.4');
    await world.pass(2);
    expect(world.execution(second)).toMatchObject({
      status: 'FAILED',
      error: 'ReleaseRefused',
      cause: expect.stringMatching(/1\.3.* is in phase baking; wait for its end or abort it/),
    });
    await world.quiet();
    expect(world.execution(first)).toMatchObject({ status: 'SUCCEEDED' });
    expect(witness.ruleChanges).toEqual([]);
    expect(await ended(world, '1.4')).toBeUndefined();
    expect(await world.facts()).toEqual(settled('1.3', 'green'));
  });

  test('fails the second of two that start at the same moment', async () => {
    const versions = [freshVersion(), freshVersion()];
    const arns = await Promise.all(versions.map((version) => start(world, version)));
    await world.run(() => world.clock.sleep(20_000));
    await world.quiet();
    const statuses = arns.map((arn) => world.execution(arn).status).sort();
    expect(statuses).toEqual(['FAILED', 'SUCCEEDED']);
    const winner = versions[arns.findIndex((arn) => world.execution(arn).status === 'SUCCEEDED')];
    expect(await world.facts()).toEqual(settled(winner, 'blue'));
  });

  test('fails when its version was rejected before, until it is forced', async () => {
    const before = await world.facts();
    const version = freshVersion();
    world.tasks.of(version).predicts = false;
    expect(await release(world, version)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'check' } });
    expect(await world.facts()).toEqual(before);

    const witness = world.witness();
    const again = await start(world, version);
    await world.pass(1);
    expect(world.execution(again)).toMatchObject({
      error: 'ReleaseRefused',
      cause: expect.stringContaining('was rejected'),
    });
    expect(witness.ruleChanges).toEqual([]);

    world.tasks.of(version).predicts = true;
    expect(await release(world, version, { force: true })).toMatchObject({ outcome: 'promoted' });
    expect(await isRejected(world, version)).toBe(false);
    expect(await world.facts()).toEqual(settled(version, 'green'));
  });

  test('fails by hand when a deploy of the same version and image was rejected', async () => {
    const version = freshVersion();
    world.tasks.of(version).predicts = false;
    expect(await world.release({ version })).toMatchObject({ succeeded: false });
    const byHand = await start(world, version);
    await world.pass(1);
    expect(world.execution(byHand)).toMatchObject({ error: 'ReleaseRefused' });
  });

  test('fails in a deploy when a release by hand of the same version and image was rejected, not with another image', async () => {
    const version = freshVersion();
    world.tasks.of(version).predicts = false;
    expect(await release(world, version)).toMatchObject({ outcome: 'rolled-back' });
    const witness = world.witness();
    const deploy = await world.release({ version });
    expect(deploy).toMatchObject({ succeeded: false, status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(deploy.reason).toContain(`version "${version}" was rejected by release pipeline-`);
    expect(witness.ruleChanges).toEqual([]);
    const fixed = freshVersion();
    expect(await world.release({ version, image: `model:${fixed}` })).toMatchObject({ succeeded: true });
    expect((await world.ledger()).live).toMatchObject({ version, image: `model:${fixed}` });
  });
});
