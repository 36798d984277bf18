import { start } from '../support/pipeline';
import { World } from '../support/world';

jest.setTimeout(30_000);

/** Ctrl-C, or a failing test: whatever runs, nothing may keep the process alive. */
test('a stage that is closed in the middle of a release ends, and starts nothing more', async () => {
  const world = await World.live({ version: '1.2' });
  await start(world, '1.3');
  await world.untilPhase('baking');
  const { stage } = world;
  await world.close();
  await stage.states.executions.idle();
  const after = stage.account.journal.length;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(stage.account.journal.length).toBe(after);
  expect(stage.states.executions.all.filter(({ status }) => status === 'RUNNING')).toEqual([]);
});
