import { WishKind } from '../../lib/core/operator-wishes';
import { wishCommands } from '../../lib/operations/commands';
import { carryOut, ledgerIn, MODEL, quietLedger, RELEASE_2 } from '../core/ledger/ledgers';
import { readyToShift, step, wish } from '../core/ledger/stepped';
import { CALLER, Operator } from './support/operator';

let operator: Operator;
beforeEach(async () => (operator = await Operator.start()));
afterEach(() => operator.close());

const inFirstStep = () => carryOut(readyToShift(), step(0));
const run = async (kind: WishKind, ...more: string[]) => {
  const { code, output } = await operator.run(kind, MODEL, '--reason', 'numbers look odd', ...more);
  return { code, output: output.replaceAll(/\s+/g, ' ') };
};
const wishes = async () => (await operator.store.read()).release?.wishes;

test.each<[WishKind, string]>([
  ['pause', 'will be held at the end of its step, for 3600 s in all; then it goes back'],
  ['promote-full', 'waits for no more steps and times; checks, the judge and the measurement of the bake still count'],
  ['skip', 'does not wait for the rest of its step; its workflow looks every 60 s'],
])('%s notes who, why and when', async (kind, text) => {
  await operator.setLedger(inFirstStep());
  const { code, output } = await run(kind);
  expect(code).toBe(0);
  expect(output).toContain(`release v2-release (version v2, shifting) ${text}`);
  const noted = { reason: 'numbers look odd', by: CALLER, at: operator.now.toISOString() };
  expect(Object.values((await wishes()) ?? {})).toEqual([expect.objectContaining(noted)]);
  const history = await operator.run('history', MODEL, '--release', RELEASE_2);
  expect(history.output.replaceAll(/\s+/g, ' ')).toContain(`${CALLER} asked to ${kind}: numbers look odd`);
});

test('pause tells how long a deploy waits, which is less than a custom resource may take', async () => {
  await operator.setLedger(inFirstStep());
  expect((await run('pause')).output).toContain('A deploy that waits for the promotion gives up after 50 min');
});

test.each(['promote-full', 'skip'])('the help of %s names the judge among what still counts', (name) => {
  const command = wishCommands().find((each) => each.name() === name);
  expect(command?.description()).toContain('the judge');
});

test('resume ends a pause', async () => {
  await operator.setLedger(carryOut(inFirstStep(), [wish('pause')]));
  expect(await run('resume')).toEqual({
    code: 0,
    output: 'release v2-release (version v2, shifting) goes on; its workflow looks every 60 s',
  });
  expect(await wishes()).toEqual({ pausedSeconds: 0 });
});

test('twice is harmless', async () => {
  await operator.setLedger(inFirstStep());
  await run('pause');
  expect(await run('pause')).toEqual({ code: 0, output: `nothing changed: ${CALLER} paused the release already` });
});

test('a skip of a step that ended between reading and writing skips no other', async () => {
  await operator.setLedger(inFirstStep());
  let raced = false;
  operator.account.observers.add(async ({ service, operation }) => {
    if (raced || service !== 'dynamodb' || operation !== 'GetItem') return;
    raced = true;
    await operator.carryOut([...step(1)]);
  });
  expect((await run('skip')).output).toBe('nothing changed: that time is over already');
  expect(await wishes()).toBeUndefined();
});

test.each<[string, WishKind, () => Parameters<Operator['setLedger']>[0], RegExp]>([
  ['no release runs', 'pause', quietLedger, /nothing to pause: no release of fraud is running/],
  ['checks still run', 'skip', () => ledgerIn('checking'), /skip is possible while traffic shifts or bakes/],
  ['the release was paused', 'promote-full', () => carryOut(inFirstStep(), [wish('pause')]), /resume it first/],
  [
    'somebody asked to abort',
    'pause',
    () => carryOut(inFirstStep(), [{ kind: 'request-abort', reason: 'stop', by: 'bob' }]),
    /bob asked to abort/,
  ],
])('fails when %s', async (_name, kind, ledger, message) => {
  await operator.setLedger(ledger());
  await expect(run(kind)).rejects.toThrow(message);
});

test('fails without a reason', async () => {
  await operator.setLedger(inFirstStep());
  await expect(operator.run('pause', MODEL)).rejects.toThrow(/--reason/);
});
