import { armInWorld } from '../support/arm-fault';
import { ended, release } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(60_000);

/** Says what the truth of the set is: payments of more than 50 are frauds. */
function right(body: string): number {
  return JSON.parse(body || '{"inputs":[{"data":[0]}]}').inputs[0].data[0] > 50 ? 0.9 : 0.1;
}

describe('a version whose answers are valid, but those of other callers', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
    for (const version of ['1.2', '1.3', '1.4']) world.tasks.of(version).score = right;
    await world.release({ version: '1.2', mixedPayments: true });
    world.startTraffic();
  });
  afterAll(() => world.close());

  test('would be promoted without the fault', async () => {
    expect(await release(world, '1.3')).toMatchObject({ outcome: 'promoted' });
  });

  test('wrong-predictions: is stopped by the golden set, before it gets a request of a caller', async () => {
    const [before, witness] = [await world.facts(), world.witness()];
    await armInWorld(world, { fault: 'wrong-predictions', version: '1.4' });
    expect(await release(world, '1.4')).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringMatching(/^payments: FAIL, worse than the live version \(\d+ got worse, 0 better/),
      evidence: { trigger: 'check', judged: 40 },
    });
    const verdicts = (await ended(world, '1.4'))?.evidence.verdicts as { check: string; status: string }[];
    expect(verdicts.filter(({ status }) => status !== 'PASS').map(({ check }) => check)).toEqual(['payments']);
    expect(witness.ruleChanges).toEqual([]);
    expect(await world.facts()).toEqual(before);
    expect(before).toEqual(settled('1.3', 'green'));
  });
});
