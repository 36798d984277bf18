import { Verdict } from '../../lib/contract';
import { Ledger } from '../../lib/core/ledger/ledger';
import { ledgerIn, MODEL, quietLedger, RELEASE_2, T0 } from '../core/ledger/ledgers';
import { CALLER, Operator } from './support/operator';

let operator: Operator;
beforeEach(async () => (operator = await Operator.start()));
afterEach(() => operator.close());

const approve = (...more: string[]) =>
  operator.run('approve', MODEL, '--version', 'v2', '--reason', 'numbers are fine', ...more);
const ASKED = { askedAt: T0, until: '2036-01-02T00:00:00.000Z' };
const answer = () => operator.store.readApproval({ releaseId: RELEASE_2, check: 'sign-off', askedAt: T0 });

const PASSED: Verdict = { check: 'smoke', status: 'PASS', reason: 'fine', evidence: {} };
const WAITING: Verdict = {
  check: 'sign-off',
  status: 'PENDING',
  reason: 'nobody has answered yet',
  evidence: ASKED,
};
const MIRRORS: Verdict = { ...WAITING, check: 'shadow', evidence: { stage: 'baseline' } };

function withVerdicts(...verdicts: Verdict[]): Ledger {
  const ledger = ledgerIn('checking');
  return { ...ledger, release: { ...ledger.release!, verdicts } };
}

test.each([
  ['approve', 'approved', []],
  ['decline', 'declined', ['--decline']],
])('somebody says %s, by name and with a reason', async (decision, said, options) => {
  await operator.setLedger(withVerdicts(PASSED, WAITING));
  const { code, output } = await approve(...options);
  expect(code).toBe(0);
  expect(output.replaceAll('\n', ' ')).toBe(
    `${said} "sign-off" of release ${RELEASE_2} (version v2); its workflow reads that within 5 minutes`,
  );
  expect(await answer()).toEqual({ decision, by: CALLER, reason: 'numbers are fine', at: operator.now.toISOString() });
});

test('fails the second time: the first answer counts', async () => {
  await operator.setLedger(withVerdicts(WAITING));
  await approve();
  await expect(approve('--decline')).rejects.toThrow(`the first answer counts, and ${CALLER} gave it at`);
  expect(await answer()).toMatchObject({ decision: 'approve' });
});

test('fails for another version than the one that waits', async () => {
  await operator.setLedger(withVerdicts(WAITING));
  await expect(operator.run('approve', MODEL, '--version', 'v1', '--reason', 'numbers are fine')).rejects.toThrow(
    'version v2 waits for an answer, not v1',
  );
  expect(await answer()).toBeUndefined();
});

test('fails when the time is over, although the workflow has not looked yet', async () => {
  await operator.setLedger(withVerdicts({ ...WAITING, evidence: { ...ASKED, until: T0 } }));
  operator.now = new Date(operator.now.getTime() + 1000);
  await expect(approve()).rejects.toThrow(`the time for an answer was over at ${T0}`);
  expect(await answer()).toBeUndefined();
});

test.each<[string, () => Ledger, string]>([
  ['no release runs', quietLedger, 'no release of fraud is running'],
  ['nobody was asked', () => withVerdicts(PASSED), 'is in phase checking and waits for nobody'],
  ['another check is still measuring', () => withVerdicts(MIRRORS), 'waits for nobody'],
  ['the release goes back', () => ledgerIn('rolling-back'), 'is in phase rolling-back and waits for nobody'],
  ['the release is further', () => ledgerIn('baking'), 'is in phase baking and waits for nobody'],
])('fails when %s', async (_name, ledger, message) => {
  await operator.setLedger(ledger());
  await expect(approve()).rejects.toThrow(message);
  expect(await answer()).toBeUndefined();
});
