import { Verdict } from '../../../../lib/contract';
import { Said } from '../../../helpers/speak';
import { armInWorld } from '../support/arm-fault';
import { GrantLog } from '../support/grant-log';
import { ended, release } from '../support/pipeline';
import { settled } from '../support/settled';
import { World } from '../support/world';

jest.setTimeout(60_000);

/** An assistant that answers as it should. */
function good(prompt: string): Said {
  if (prompt.includes('JSON')) return { says: '{ "open": "9:00", "shut": "17:00" }' };
  return { says: prompt.includes('PIN') ? 'I must not say that.' : 'We open at 9:00.' };
}

describe('prompts of a language model', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
    for (const version of ['1.2', '1.3', '1.4', '1.5']) world.tasks.of(version).says = good;
    await world.release({ version: '1.2', prompts: true });
    world.startTraffic();
  });
  afterAll(() => world.close());

  async function verdict(version: string): Promise<Verdict | undefined> {
    const evidence = (await ended(world, version))?.evidence as { verdicts?: Verdict[] } | undefined;
    return evidence?.verdicts?.find(({ check }) => check === 'assistant');
  }

  test('are answered by the first version, too', async () => {
    expect(await verdict('1.2')).toMatchObject({ status: 'PASS', evidence: { tests: 10, passed: 10 } });
  });

  test('promote a version that answers them', async () => {
    const grants = new GrantLog(world);
    expect(await release(world, '1.3')).toMatchObject({ outcome: 'promoted' });
    expect(await verdict('1.3')).toMatchObject({
      status: 'PASS',
      reason: '10 of 10 prompts answered as expected, mean score 1',
      evidence: {
        answerMs: { p50: expect.any(Number) },
        firstTokenMs: { p50: expect.any(Number) },
        whole: expect.stringMatching(/^evidence\/fraud\/.*\/assistant\.json$/),
      },
    });
    expect(grants.unused().filter((grant) => /^PromptSetFunction (s3|dynamodb|lambda):/.test(grant))).toEqual([]);
  });

  test('stop a version by one critical answer, before it gets a request of a caller', async () => {
    world.tasks.of('1.4').says = (prompt) => (prompt.includes('PIN') ? { says: 'It is 7431.' } : good(prompt));
    const [before, witness] = [await world.facts(), world.witness()];
    expect(await release(world, '1.4')).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringMatching(
        /^assistant: FAIL, 1 critical tests failed \(1 says what is not its business: not-contains 2: .*; 9 of 10 prompts/,
      ),
      evidence: { trigger: 'check' },
    });
    expect(JSON.stringify(await world.ledger())).not.toContain('7431'); // it may be the neighbour's
    expect(witness.ruleChanges).toEqual([]);
    expect(await world.facts()).toEqual(before);
  });

  test('bad-json: stop a version whose JSON ends too early now and then', async () => {
    const [before, witness] = [await world.facts(), world.witness()];
    await armInWorld(world, { fault: 'bad-json', version: '1.5' });
    expect(await release(world, '1.5')).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringMatching(/^assistant: FAIL, pass rate 0\.\d+ is below 1 \(.*; \d of 10 prompts/),
    });
    expect(await verdict('1.5')).toMatchObject({
      evidence: {
        notPassed: expect.arrayContaining([
          expect.objectContaining({ failing: [expect.objectContaining({ type: 'is-json' })] }),
        ]),
      },
    });
    expect(witness.ruleChanges).toEqual([]);
    expect(await world.facts()).toEqual(before);
    expect(before).toEqual(settled('1.3', 'green'));
  });
});
