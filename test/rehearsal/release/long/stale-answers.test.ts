import { ended, freshVersion, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(60_000);

/** What Step Functions says of an execution is two minutes old: one that has ended runs, one that has started does not exist. */
describe('while answers of DescribeExecution are old', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.live({ version: '1.2' });
    world.stage.states.executions.staleMs = 2 * 60_000;
  });
  afterAll(() => world.close());

  test('an execution that dies with traffic on the new side is recovered all the same', async () => {
    const version = freshVersion();
    const executionArn = await start(world, version);
    await world.untilPhase('baking');
    await world.run(() => world.call('states', 'StopExecution', { executionArn }));
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({
      outcome: 'rolled-back',
      evidence: { trigger: 'execution-died' },
    });
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  test('a release that has just started keeps its lock when another one wants it', async () => {
    const [first, second] = [freshVersion(), freshVersion()];
    await start(world, first);
    await world.untilPhase('provisioning');
    const other = await start(world, second);
    await world.until('the second has ended', async () => world.execution(other).status !== 'RUNNING');
    expect(world.execution(other)).toMatchObject({ status: 'FAILED', error: 'ReleaseRefused' });
    await world.quiet();
    expect(await ended(world, first)).toMatchObject({ outcome: 'promoted' });
  });

  test('a recovery of a release that runs ends without taking it over', async () => {
    const version = freshVersion();
    const executionArn = await start(world, version);
    await world.untilPhase('baking');
    const { name } = world.execution(executionArn);
    const recovery = await world.start(`recovers-${name}`, { version: 'recover', recover: name });
    await world.until('the recovery has ended', async () => world.execution(recovery).status !== 'RUNNING');
    expect(world.execution(recovery)).toMatchObject({ status: 'SUCCEEDED' });
    expect((await world.ledger()).release).toMatchObject({ executionArn });
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'promoted' });
  });
});
