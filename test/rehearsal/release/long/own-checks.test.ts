import { ended, isRejected, release } from '../support/pipeline';
import { AppVariant } from '../support/app/app-variant';
import { World } from '../support/world';

jest.setTimeout(60_000);

/** With a golden set the check runs beside it. */
const CHECKS: [string, Pick<AppVariant, 'ownCheck' | 'goldenSet'>][] = [
  ['required', { ownCheck: 'required' }],
  ['advisory', { ownCheck: 'advisory' }],
  ['required beside a golden set', { ownCheck: 'required', goldenSet: 'required' }],
];

describe.each(CHECKS)('a check of the team’s own that is %s', (_mode, checks) => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '6.1', ...checks })));
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
    if (checks.ownCheck === 'advisory') {
      expect(result).toMatchObject({ outcome: 'promoted' });
      return;
    }
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: expect.stringMatching(reason) });
    expect(await isRejected(world, version)).toBe(rejected);
  });
});

describe('checks that run at the same time', () => {
  let world: World;
  beforeAll(
    async () => void (world = await World.live({ version: '6.1', ownCheck: 'required', goldenSet: 'required' })),
  );
  afterAll(() => world.close());

  test('are all in the ledger when all of them pass', async () => {
    await release(world, '7.0');
    const { verdicts } = (await ended(world, '7.0'))?.evidence as { verdicts: { check: string; status: string }[] };
    expect(verdicts.filter(({ check }) => ['bias', 'payments'].includes(check))).toEqual([
      expect.objectContaining({ status: 'PASS' }),
      expect.objectContaining({ status: 'PASS' }),
    ]);
  });

  test('go back with the one that fails', async () => {
    world.tasks.of('7.1').score = 0.9;
    expect(await release(world, '7.1')).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringMatching(/^payments: FAIL/),
    });
    expect(await isRejected(world, '7.1')).toBe(true);
  });

  test('are ended by an abort', async () => {
    const witness = world.witness();
    world.atVerdict('bias', () => world.abort());
    await release(world, '7.2');
    expect(await ended(world, '7.2')).toMatchObject({ outcome: 'rolled-back', evidence: { trigger: 'abort' } });
    expect(witness.ruleChanges).toEqual([]);
  });
});
