import { RollbackReason } from '../../../lib/contract';
import { StartCommand } from '../../../lib/core/ledger/command';
import { reasonOfCause } from '../../../lib/core/cause';
import { Ledger } from '../../../lib/core/ledger/ledger';
import { blamesVersion } from '../../../lib/core/ledger/rejection';
import { applyCommand } from '../../../lib/core/ledger/transitions';
import { look, Sight } from '../../../lib/core/watch';
import { carryOut, ledgerIn, lifeOf, quietLedger, startCommand, T0 } from './ledgers';

const FAILED_CHECK = { trigger: 'check', reason: 'smoke: FAIL', evidence: { status: 'FAIL' } } as const;

const deployed = (members: Partial<StartCommand> = {}) => startCommand('v2', { contentHash: 'declared', ...members });
const byHand = (members: Partial<StartCommand> = {}) =>
  startCommand('v2', { contentHash: `version and ${members.image ?? 'image'}`, byHand: true, ...members });

/** The ledger after a version was rejected. */
function rejected(first: StartCommand): Ledger {
  const { releaseId } = first;
  return carryOut(quietLedger(), [
    first,
    { kind: 'decide-rollback', releaseId, reason: FAILED_CHECK },
    { kind: 'record-rollback', releaseId },
    { kind: 'finish', releaseId },
  ]);
}

const again = (command: StartCommand): StartCommand => ({ ...command, releaseId: 'again', executionArn: 'again' });

test.each<[string, StartCommand, StartCommand, 'refused' | 'changed']>([
  ['the same content, deployed twice', deployed(), deployed(), 'refused'],
  ['the same content under another version string', deployed(), deployed({ version: 'v3' }), 'refused'],
  ['other content under the same version string', deployed(), deployed({ contentHash: 'other' }), 'changed'],
  ['the same by hand twice', byHand(), byHand(), 'refused'],
  ['another image by hand', byHand(), byHand({ image: 'repo/model:other' }), 'changed'],
  ['deployed, then by hand', deployed(), byHand(), 'refused'],
  ['by hand, then deployed', byHand(), deployed(), 'refused'],
  ['deployed, then by hand with the image of the candidate', deployed(), byHand({ image: '' }), 'refused'],
  ['by hand with the image of the candidate, then deployed', byHand({ image: '' }), deployed(), 'refused'],
  ['deployed, then by hand with another image', deployed(), byHand({ image: 'repo/model:other' }), 'changed'],
  ['by hand, then deployed with another image', byHand(), deployed({ image: 'repo/model:other' }), 'changed'],
  ['deployed, then by hand under another version string', deployed(), byHand({ version: 'v3' }), 'changed'],
])('%s', (_name, first, second, kind) => {
  const ledger = rejected(first);
  expect(ledger.rejected).toHaveLength(1);
  expect(applyCommand(ledger, again(second), T0)).toMatchObject({ kind });
  expect(applyCommand(ledger, { ...again(second), force: true }, T0)).toMatchObject({ kind: 'changed' });
});

test('a refusal says who rejected it, and what to do', () => {
  expect(applyCommand(rejected(deployed()), again(byHand()), T0)).toMatchObject({
    refusal: {
      name: 'ReleaseRefused',
      message: expect.stringMatching(
        /^version "v2" was rejected by release v2-release at .* \(smoke: FAIL\); give changed content a new version, or force/,
      ),
    },
  });
});

test.each([
  ['deployed', deployed(), byHand()],
  ['by hand', byHand(), deployed()],
])('a version that was rejected %s is forgotten when the other way promotes it', (_name, first, forced) => {
  const ledger = rejected(first);
  const [, ...rest] = lifeOf('v2', ledger);
  expect(carryOut(ledger, [{ ...forced, force: true }, ...rest]).rejected).toEqual([]);
});

type Reason = Pick<RollbackReason, 'trigger' | 'evidence'>;

test.each<[string, Reason, boolean]>([
  ['an alarm that called by itself', { trigger: 'alarm', evidence: { alarm: 'a', alarmTime: T0 } }, true],
  ['an alarm that a look found firing', { trigger: 'alarm', evidence: { firing: ['a'] } }, true],
  [
    'an alarm that fires beside one that is missing',
    { trigger: 'alarm', evidence: { firing: ['a'], missing: ['b'] } },
    true,
  ],
  ['an alarm that somebody deleted', { trigger: 'alarm', evidence: { missing: ['a'] } }, false],
  [
    'the same in a look with its numbers',
    { trigger: 'watch', evidence: { firing: [], missing: ['a'], healthyTargets: 0 } },
    false,
  ],
  ['alarms that may not be read', { trigger: 'watch', evidence: { error: 'AccessDenied' } }, false],
  [
    'weights that somebody changed',
    { trigger: 'watch', evidence: { recorded: { blue: 0 }, live: { blue: 100 } } },
    false,
  ],
  [
    'a rule that forwards elsewhere',
    { trigger: 'watch', evidence: { live: 'other target groups', healthyTargets: 2 } },
    false,
  ],
  [
    'a collapse of its targets',
    { trigger: 'watch', evidence: { healthyTargets: 1, desiredCount: 4, percent: 100 } },
    true,
  ],
  [
    'a bake with too little traffic',
    { trigger: 'watch', evidence: { status: 'INSUFFICIENT_DATA', healthyTargets: 2 } },
    false,
  ],
  [
    'a bake with bad minutes',
    { trigger: 'watch', evidence: { status: 'FAIL', healthyTargets: 2, badMinutes: 4 } },
    true,
  ],
  ['a look that nobody can read', { trigger: 'watch', evidence: {} }, false],
  ['a check that failed', { trigger: 'check', evidence: { status: 'FAIL' } }, true],
  ['a check that measured nothing', { trigger: 'check', evidence: { status: 'INSUFFICIENT_DATA' } }, false],
  ['a rollout that failed', { trigger: 'error', evidence: { error: 'ProvisionFailed' } }, true],
  ['tasks that did not come before a step', { trigger: 'error', evidence: { error: 'NotEnoughCapacity' } }, false],
  ['a step that failed', { trigger: 'error', evidence: { error: 'AccessDeniedException' } }, false],
  ['an operator', { trigger: 'operator', evidence: { requestedBy: 'ann' } }, true],
  ['an abort', { trigger: 'abort', evidence: { by: 'ann' } }, false],
  ['a dead execution', { trigger: 'execution-died', evidence: { phase: 'baking' } }, false],
])('%s blames the version or not', (_name, reason, blamed) => {
  expect(blamesVersion(reason)).toBe(blamed);
});

test("what a look really says of other people's faults rejects no version", () => {
  const ledger = ledgerIn('baking');
  const fine: Sight = {
    alarms: { kind: 'read', firing: [], missing: [], noData: [], disabled: [] },
    weights: ledger.weights,
    healthyTargets: 2,
  };
  const sights: readonly Sight[] = [
    { ...fine, alarms: { kind: 'read', firing: [], missing: ['fraud-green-errors'], noData: [], disabled: [] } },
    { ...fine, alarms: { kind: 'failed', error: 'AccessDenied' } },
    { ...fine, weights: { blue: 50, green: 50 } },
    { ...fine, weights: undefined },
  ];
  const rejectedBy = (sight: Sight) => {
    const { evidence, reason, decision } = look(ledger, ledger.release!, sight, T0);
    expect(decision).toBe('roll-back');
    return blamesVersion(
      reasonOfCause({ Error: 'WatchFailed', Cause: JSON.stringify({ reason, evidence }) }, ledger.release!),
    );
  };
  expect(sights.map(rejectedBy)).toEqual([false, false, false, false]);
  expect(
    rejectedBy({
      ...fine,
      alarms: { kind: 'read', firing: ['fraud-green-errors'], missing: [], noData: [], disabled: [] },
    }),
  ).toBe(true);
  expect(rejectedBy({ ...fine, healthyTargets: 0 })).toBe(true);
});
