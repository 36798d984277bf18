import { Phase } from '../../lib/contract';
import { firstLedgerIn, ledgerIn, MODEL, quietLedger, RELEASE_2 } from '../core/ledger/ledgers';
import { CALLER, Operator } from './support/operator';

let operator: Operator;
beforeEach(async () => (operator = await Operator.start()));
afterEach(() => operator.close());

const abort = (...more: string[]) => operator.run('abort', MODEL, '--reason', 'wrong model file', ...more);
const flag = async () => (await operator.store.read()).release?.abort;

test.each<Phase>(['preparing', 'provisioning', 'checking', 'shifting', 'baking', 'standby'])(
  'asks a release in phase %s to go back',
  async (phase) => {
    await operator.setLedger(ledgerIn(phase));
    const { code, output } = await abort();
    expect(code).toBe(0);
    expect(output.replaceAll('\n', ' ')).toBe(
      `asked release v2-release (version v2, ${phase}) to go back; its workflow looks every 60 s while it watches; ` +
        'for an emergency use bluegreen rollback, which does not wait',
    );
    expect(await flag()).toEqual({ reason: 'wrong model file', by: CALLER, at: operator.now.toISOString() });
  },
);

test('the decision is in the history', async () => {
  await operator.setLedger(ledgerIn('baking'));
  await abort();
  const { output } = await operator.run('history', MODEL, '--release', RELEASE_2);
  expect(output.replaceAll(/\s+/g, ' ')).toContain(`abort ${CALLER} asked to abort: wrong model file phase=baking`);
});

test('twice is harmless: the first reason stays', async () => {
  await operator.setLedger(ledgerIn('baking'));
  await abort();
  const { revision } = await operator.store.read();
  const again = await operator.run('abort', MODEL, '--reason', 'another');
  expect(again).toEqual({ code: 0, output: `nothing changed: ${CALLER} asked to abort already` });
  expect(await flag()).toMatchObject({ reason: 'wrong model file' });
  expect((await operator.store.read()).revision).toBe(revision);
});

test('a release that goes back already is left alone', async () => {
  await operator.setLedger(ledgerIn('rolling-back'));
  expect(await abort()).toEqual({ code: 0, output: 'nothing changed: the release is being rolled back already' });
});

test('nothing to abort between two releases', async () => {
  await operator.setLedger(quietLedger());
  expect(await abort()).toEqual({ code: 0, output: 'nothing to abort: no release of fraud is running' });
});

test.each([
  ['the version before is being retired', () => ledgerIn('retiring')],
  ['there is nothing to go back to', () => firstLedgerIn('standby')],
])('fails when it is too late: %s', async (message, ledger) => {
  await operator.setLedger(ledger());
  await expect(abort()).rejects.toThrow(message);
  expect(await flag()).toBeUndefined();
});

test('decides again when somebody else wrote the ledger meanwhile', async () => {
  await operator.setLedger(ledgerIn('checking'));
  let raced = false;
  // The workflow enters the next step between the command's reading and its write.
  operator.account.observers.add(async ({ service, operation }) => {
    if (raced || service !== 'dynamodb' || operation !== 'GetItem') return;
    raced = true;
    await operator.store.apply({ kind: 'intend-shift', releaseId: RELEASE_2, stepIndex: 0 });
  });
  expect((await abort()).code).toBe(0);
  expect((await operator.store.read()).release).toMatchObject({ phase: 'shifting', abort: { by: CALLER } });
});

describe('--wait', () => {
  const holdExecution = async () => {
    const executionArn = await operator.startExecution(RELEASE_2);
    const ledger = ledgerIn('shifting');
    await operator.setLedger({ ...ledger, release: { ...ledger.release!, executionArn } });
  };

  test('exits with 0 when the release went back', async () => {
    await holdExecution();
    const releaseId = RELEASE_2;
    operator.meanwhile.push(() =>
      operator.carryOut([
        { kind: 'decide-rollback', releaseId, reason: { trigger: 'abort', reason: 'ada aborted', evidence: {} } },
        { kind: 'traffic-restored', releaseId, environment: 'blue' },
        { kind: 'record-rollback', releaseId },
        { kind: 'finish', releaseId },
      ]),
    );
    const { code, output } = await abort('--wait');
    expect(code).toBe(0);
    expect(output.replaceAll(/\s+/g, ' ')).toContain(`abort asked for by ${CALLER}: wrong model file`);
    expect(output.split('\n').at(-1)).toBe('v2 rolled back: ada aborted');
  });

  test('exits with 2 when the version stays', async () => {
    await holdExecution();
    operator.meanwhile.push(async () => {
      const ledger = await operator.store.read();
      const ended = {
        ...ledgerIn('shifting').ended[0],
        releaseId: RELEASE_2,
        version: 'v2',
        reason: 'it came too late',
      };
      await operator.setLedger({ ...ledger, release: undefined, ended: [ended] });
    });
    const { code, output } = await abort('--wait');
    expect(code).toBe(2);
    expect(output).toContain('v2 promoted: it came too late');
  });
});
