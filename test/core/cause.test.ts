import { WorkflowCause } from '../../lib/contract';
import { messageOfCause, reasonOfCause } from '../../lib/core/cause';
import { carryOut, ledgerIn } from './ledger/ledgers';

const release = ledgerIn('baking').release!;
const aborted = carryOut(ledgerIn('baking'), [{ kind: 'request-abort', reason: 'wrong data', by: 'ann' }]).release!;
const cause = (Error: string, Cause: unknown): WorkflowCause => ({
  Error,
  Cause: typeof Cause === 'string' ? Cause : JSON.stringify(Cause),
});

test.each([
  [
    'a failed check',
    cause('CheckFailed', { check: 'smoke', status: 'FAIL', reason: '2 of 3 failed', evidence: { failed: 2 } }),
    { trigger: 'check', reason: 'smoke: FAIL, 2 of 3 failed', evidence: { failed: 2, status: 'FAIL' } },
  ],
  [
    'a check that says nothing',
    cause('CheckFailed', 'broken'),
    { trigger: 'check', reason: 'check: FAIL, broken', evidence: { status: 'FAIL' } },
  ],
  [
    'a look at an alarm',
    cause('WatchFailed', {
      decision: 'roll-back',
      reason: 'in ALARM: a',
      evidence: { trigger: 'alarm', firing: ['a'] },
    }),
    { trigger: 'alarm', reason: 'in ALARM: a', evidence: { trigger: 'alarm', firing: ['a'] } },
  ],
  [
    'a look without a trigger',
    cause('WatchFailed', { reason: 'x', evidence: null }),
    { trigger: 'watch', reason: 'x', evidence: {} },
  ],
  [
    'an abort without a note of it',
    cause('ReleaseAborted', { errorMessage: 'lock lost' }),
    { trigger: 'abort', reason: 'lock lost', evidence: {} },
  ],
  [
    'a Lambda error',
    cause('ProvisionFailed', { errorMessage: 'no tasks', errorType: 'ProvisionFailed' }),
    { trigger: 'error', reason: 'ProvisionFailed: no tasks', evidence: { error: 'ProvisionFailed' } },
  ],
  [
    'an error without a cause',
    cause('States.Timeout', ''),
    { trigger: 'error', reason: 'States.Timeout: States.Timeout', evidence: { error: 'States.Timeout' } },
  ],
  ['an error with a list as cause', cause('X', [1]), { trigger: 'error', reason: 'X: [1]', evidence: { error: 'X' } }],
])('%s', (_name, given, expected) => {
  expect(reasonOfCause(given, release)).toEqual(expected);
});

test('an abort names who asked', () => {
  const reason = reasonOfCause(cause('ReleaseAborted', '{}'), aborted);
  expect(reason).toMatchObject({ trigger: 'abort', reason: 'ann asked to abort: wrong data', evidence: { by: 'ann' } });
});

test('long texts are cut to 500 characters', () => {
  expect(messageOfCause(cause('X', 'y'.repeat(9999)))).toHaveLength(500);
  expect(messageOfCause(cause('X', 'short'))).toBe('short');
});
