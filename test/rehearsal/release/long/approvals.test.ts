import { awaited } from '../../../../lib/core/approval';
import { ended, freshVersion, isRejected, release, start } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(60_000);

/** Each release waits for an approval of 25 minutes; what is live changes only by the first. */
describe('a release that needs an approval', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.live({ version: '1.2' });
    await world.deploy({ version: '1.2', approvalMinutes: 25, provisionMinutes: 5 });
  });
  afterAll(() => world.close());

  const untilAsked = () =>
    world.until('somebody is asked', async () => {
      const active = (await world.ledger()).release;
      return active !== undefined && awaited(active) !== undefined;
    });

  test('goes on when somebody approves it, who was told of it before', async () => {
    const version = freshVersion();
    const witness = world.witness();
    await start(world, version);
    await untilAsked();
    expect(witness.ruleChanges).toEqual([]);
    expect(witness.messages.at(-1)).toBe(`${version} awaiting-approval`);
    await world.answer('approve');
    await world.quiet();
    expect(await world.facts()).toEqual(settled(version, 'green'));
    const { verdicts } = (await ended(world, version))?.evidence as { verdicts: unknown[] };
    expect(verdicts).toContainEqual(
      expect.objectContaining({ check: 'approval', status: 'PASS', reason: 'ada approved: a test' }),
    );
  });

  test('goes back when somebody declines, and its version is rejected', async () => {
    const before = await world.facts();
    const version = freshVersion();
    const witness = world.witness();
    await start(world, version);
    await untilAsked();
    await world.answer('decline');
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'check' } });
    expect(await isRejected(world, version)).toBe(true);
    expect(witness.ruleChanges).toEqual([]);
    expect(await world.facts()).toEqual(before);
  });

  test('goes back when nobody answers, and may be released again', async () => {
    const before = await world.facts();
    const version = freshVersion();
    const witness = world.witness();
    expect(await release(world, version)).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringMatching(/approval: INSUFFICIENT_DATA, nobody answered from/),
    });
    expect(await isRejected(world, version)).toBe(false);
    expect(witness.ruleChanges).toEqual([]);
    expect(await world.facts()).toEqual(before);
  });

  test('goes back within minutes when it is aborted while it waits', async () => {
    const version = freshVersion();
    await start(world, version);
    await untilAsked();
    const askedAt = world.clock.now();
    await world.abort();
    await world.until('the abort is seen', async () => (await world.ledger()).release?.phase !== 'checking');
    expect(world.clock.now() - askedAt).toBeLessThan(5 * 60_000);
    await world.quiet();
    expect(await ended(world, version)).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'abort' } });
  });
});
