import { World } from './support/world';

jest.setTimeout(60_000);
let world: World;
afterAll(() => world?.close());

test('probe', async () => {
  const t = performance.now();
  const lap = (what: string) => process.stderr.write(`${what} ${Math.round(performance.now() - t)}\n`);
  const { assemblyOf } = await import('./support/assemblies'); await assemblyOf({ version: '1.2' }); lap('s1'); await assemblyOf({ version: '1.3' }); lap('s2');
  world = await World.live({ version: '1.2' });
  lap('live');
  console.log(await world.facts(), world.ruleChanges(), world.executions, world.events(), world.messages());
  const r = await world.release({ version: '1.3' });
  lap('released');
  console.log(r.status, r.reason, await world.facts(), world.ruleChanges(), world.executions, new Date(world.clock.now()));
});
