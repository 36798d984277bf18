import { freshVersion, release, start } from './support/pipeline';
import { World } from './support/world';
import { PermissionUsage } from '../../../lib/rehearsal/aws/iam/usage';
jest.setTimeout(120_000);
test('probe', async () => {
  const world = await World.live({ version: '1.2' });
  const seen = new Map<string, PermissionUsage>();
  const note = () => {
    for (const u of world.stage.account.authorizer.usage()) {
      const k = [u.roleArn, u.policyName, u.statement, u.action].join();
      if ((seen.get(k)?.uses ?? -1) <= u.uses) seen.set(k, u);
    }
  };
  await world.release({ version: '1.3', targetCpuPercent: 60 });
  const v = freshVersion();
  world.profiles.set(v, { errorRate: 0.3, p50Ms: 20, p99Ms: 80 });
  await release(world, v);
  await world.pass(5);
  world.tasks.of('7').predicts = false;
  await release(world, '7');
  const arn = await start(world, '8');
  await world.untilPhase('baking');
  await start(world, '9');
  await world.pass(1);
  await world.run(() => world.call('states', 'StopExecution', { executionArn: arn }));
  await world.run(() => world.clock.sleep(10_000));
  await world.quiet();
  await world.release({ version: '1.3', priority: 33 });
  await world.release({ version: '1.3', certificateId: 'c0ffee00-0000-4000-8000-000000000000' });
  await start(world, '10');
  await world.untilPhase('baking');
  world.stage.account.faults.add((call) => {
    if (/Delete|Detach/.test(call.operation)) note();
    return undefined;
  });
  await world.destroy();
  process.stderr.write(
    [...seen.values()]
      .filter((u) => u.uses === 0)
      .map((u) => `${u.roleArn.split('/').at(-1)} ${u.action} ${u.resources}`)
      .join('\n') + '\n',
  );
  await world.close();
});
