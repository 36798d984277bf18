import { Names } from '../../../../lib/contract';
import { MODEL } from '../support/app/app-variant';
import { DelayedLabels } from '../support/delayed-labels';
import { ended, freshVersion, release, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(180_000);

const ALARM = Names.alarm(MODEL, 'green', 'quality-accuracy');

/** Version 1.2 is live in blue; the truth about a prediction is known 20 minutes later, and a version stands by for an hour. */
describe('a model whose predictions are told right or wrong 20 minutes later', () => {
  let world: World;
  let labels: DelayedLabels;
  beforeEach(async () => {
    world = await World.live({ version: '1.2', quality: true, standbyMinutes: 60 });
    labels = new DelayedLabels(world);
    await world.pass(3);
  });
  afterEach(async () => {
    labels.stop();
    await world.close();
  });

  /** Alarms that fire from now on, with the phase of the release in which they do. */
  function firing(): { readonly name: string; readonly phase: string | undefined }[] {
    const seen: { name: string; phase: string | undefined }[] = [];
    world.stage.cloudwatch.onStateChange(({ alarm, current }) => {
      if (current.value !== 'ALARM') return;
      const entry = { name: alarm.definition.name, phase: undefined as string | undefined };
      seen.push(entry);
      void world.ledger().then((ledger) => (entry.phase = ledger.release?.phase));
    });
    return seen;
  }

  test('a version that only late labels tell from a good one is rolled back in its standby time; the next one is not blamed for it', async () => {
    const bad = freshVersion();
    labels.accuracy.set(bad, 0.6);
    const seen = firing();
    const promotedAt: number[] = [];
    world.atPhase('standby', async () => void promotedAt.push(world.clock.now()));
    const result = await release(world, bad);
    expect(promotedAt).toHaveLength(1);
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: expect.stringContaining(`alarm ${ALARM} fires`) });
    expect(seen).toEqual([{ name: ALARM, phase: 'standby' }]);
    const minutes = (Date.parse(result!.endedAt) - promotedAt[0]) / 60_000;
    expect(minutes).toBeGreaterThan(10); // the shift was ten minutes before, and labels take more than 20
    expect(minutes).toBeLessThan(30);
    expect(await world.facts()).toEqual(settled('1.2', 'blue'));

    await world.pass(4); // the alarm comes to rest, and windows of the bad version are still due
    const good = freshVersion();
    expect(await release(world, good)).toMatchObject({ outcome: 'promoted' });
    expect(seen).toHaveLength(1);
    expect(await world.facts()).toEqual(settled(good, 'green'));
  });

  test('a version that gets worse when the version before is gone moves nothing and tells people; a better one may be released', async () => {
    const worse = freshVersion();
    expect(await release(world, worse)).toMatchObject({ outcome: 'promoted' });
    labels.accuracy.set(worse, 0.5);
    const seen = firing();
    const before = world.stage.sns.deliveries.length;
    await world.pass(30);
    expect(seen).toEqual([{ name: ALARM, phase: undefined }]);
    const told = world.stage.sns.deliveries.slice(before).map(({ subject }) => subject);
    expect(told).toContainEqual(expect.stringContaining(ALARM));
    expect(await world.facts()).toEqual(settled(worse, 'green'));

    const better = freshVersion();
    expect(await release(world, better)).toMatchObject({ outcome: 'promoted' });
    expect(await world.facts()).toEqual(settled(better, 'blue'));
  });

  test('missing labels tell people, and neither promote nor roll back anything', async () => {
    const version = freshVersion();
    labels.unlabelled.add(version);
    const seen = firing();
    await start(world, version);
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'promoted' });
    expect(seen.map(({ name }) => name)).toEqual([Names.alarm(MODEL, 'green', 'quality-missing-labels')]);
  });
});
