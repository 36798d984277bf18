import { Verdict } from '../../lib/contract';
import { Ledger } from '../../lib/core/ledger/ledger';
import { ledgerIn, MODEL, quietLedger, RELEASE_2 } from '../core/ledger/ledgers';
import { CALLER, Operator } from './support/operator';

let operator: Operator;
beforeEach(async () => (operator = await Operator.start()));
afterEach(() => operator.close());

const approve = (...more: string[]) => operator.run('approve', MODEL, '--reason', 'numbers are fine', ...more);
const answer = () => operator.store.readApproval(RELEASE_2, 'sign-off');

const PASSED: Verdict = { check: 'smoke', status: 'PASS', reason: 'fine', evidence: {} };
const WAITING: Verdict = {
  check: 'sign-off',
  status: 'PENDING',
  reason: 'nobody has answered yet',
  evidence: { askedAt: '2026-01-01T00:00:00.000Z', until: '2026-01-02T00:00:00.000Z' },
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
