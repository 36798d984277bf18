import { Verdict } from '../../../../lib/contract';
import { ended, release } from '../support/pipeline';
import { World } from '../support/world';

jest.setTimeout(600_000);

/** `BLUEGREEN_EXHAUSTIVE=1`: the 100,000 of which README speaks; else what is over in seconds. */
const ITEMS = process.env.BLUEGREEN_EXHAUSTIVE === '1' ? 100_000 : 4_000;

/** What Node.js itself needs in AWS, beside the heap and the buffers that a thread tells of (memory). */
const NODE_MB = 100;

/** Each function is a thread whose heap ends where its declared memory does, 512 MB. */
describe(`a golden set of ${ITEMS} items`, () => {
  let world: World;
  beforeAll(async () => void (world = await World.live({ version: '1.2', goldenSet: 'required', goldenItems: ITEMS })));
  afterAll(() => world.close());

  test('is sent whole to both environments, and says what that costs on AWS', async () => {
    const started = Date.now();
    expect(await release(world, '1.3')).toMatchObject({ outcome: 'promoted' });
    const { verdicts } = (await ended(world, '1.3'))?.evidence as { verdicts: Verdict[] };
    const payments = verdicts.find(({ check }) => check === 'payments');
    expect(payments).toMatchObject({
      status: 'PASS',
      evidence: {
        items: ITEMS,
        pairs: ITEMS,
        right: 0.88 * ITEMS,
        cost: { usd: expect.any(Number), lambdaRequests: ITEMS / 1000 + 3, stateTransitions: (2 * ITEMS) / 1000 + 5 },
      },
    });
    const used = Math.max(...world.stage.functions.invocations.map(({ memory }) => memory.usedMb));
    expect(used).toBeLessThan(512 - NODE_MB);
    if (process.env.BLUEGREEN_TABLE === '1') {
      const { reason, evidence } = payments!;
      process.stdout.write(
        `${(Date.now() - started) / 1000} s: ${reason} ${JSON.stringify(evidence.cost)}, ${used} MB at most\n`,
      );
    }
  });
});
