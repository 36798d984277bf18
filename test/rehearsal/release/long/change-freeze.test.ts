import { STOP_PARAMETER } from '../support/app/app-variant';
import { freshVersion, release, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(60_000);

describe('a model whose releases can be stopped', () => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '1.2', freezable: true })));
  afterAll(() => world.close());

  const stop = (Value: string) => world.call('ssm', 'PutParameter', { Name: STOP_PARAMETER, Value, Overwrite: true });

  test('is refused, and nothing is touched, while somebody stops all releases', async () => {
    await stop('incident 4711');
    const witness = world.witness();
    const arn = await start(world, freshVersion());
    await world.quiet();
    expect(world.execution(arn)).toMatchObject({ status: 'FAILED', error: 'ReleaseRefused' });
    expect(world.execution(arn)?.cause).toContain('incident 4711');
    expect(witness.ruleChanges).toEqual([]);
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  test('a deploy of the live version succeeds all the same, and leaves the parameter as it was written', async () => {
    expect(await world.deploy({ version: '1.2', freezable: true, description: 'other' })).toMatchObject({
      succeeded: true,
    });
    const { Parameter } = await world.call('ssm', 'GetParameter', { Name: STOP_PARAMETER });
    expect(Parameter.Value).toBe('incident 4711');
  });

  test('goes back by itself, although releases were stopped while it ran', async () => {
    await stop('off');
    const version = freshVersion();
    world.atPhase('baking', async () => {
      await stop('incident 4712');
      await world.abort();
    });
    expect(await release(world, version)).toMatchObject({ outcome: 'rolled-back' });
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));
  });

  test('is promoted when they are allowed again', async () => {
    await stop('off');
    const version = freshVersion();
    expect(await release(world, version)).toMatchObject({ outcome: 'promoted' });
  });
});
