import { ended, isRejected, release } from '../support/pipeline';
import { World } from '../support/world';

jest.setTimeout(60_000);

describe.each(['required', 'advisory'] as const)('a check of the team’s own that is %s', (ownCheck) => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '6.1', ownCheck })));
  afterAll(() => world.close());

  test('promotes a version that the check passes', async () => {
    expect(await release(world, '6.5')).toMatchObject({ outcome: 'promoted' });
    const { verdicts } = (await ended(world, '6.5'))?.evidence as { verdicts: { check: string }[] };
    expect(verdicts.find(({ check }) => check === 'bias')).toMatchObject({
      status: 'PASS',
      reason: expect.stringMatching(/^answered \d+, limit 5$/),
    });
  });

  test.each([
    ['fails', '6.6', /bias: FAIL/, true],
    ['breaks on', '6.7', /bias: INSUFFICIENT_DATA, the check did not end: TypeError: division by zero/, false],
    ['answers nonsense to', '6.8', /bias: INSUFFICIENT_DATA, the check must answer/, false],
    ['makes too talkative', '6.9', /bias: INSUFFICIENT_DATA, the check did not end: States.DataLimitExceeded/, false],
  ])('a version that it %s', async (_name, version, reason, rejected) => {
    const result = await release(world, version);
    if (ownCheck === 'advisory') {
      expect(result).toMatchObject({ outcome: 'promoted' });
      return;
    }
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: expect.stringMatching(reason) });
    expect(await isRejected(world, version)).toBe(rejected);
  });
});
