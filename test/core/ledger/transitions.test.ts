import { Phase } from '../../../lib/contract';
import { LedgerCommand } from '../../../lib/core/ledger/command';
import { emptyLedger, Ledger } from '../../../lib/core/ledger/ledger';
import { applyCommand } from '../../../lib/core/ledger/transitions';
import {
  ALARM_REASON,
  at,
  carryOut,
  firstLedgerIn,
  ledgerIn,
  lifeOf,
  MODEL,
  ON_BLUE,
  ON_GREEN,
  quietLedger,
  RELEASE_1,
  RELEASE_2,
  startCommand,
  T0,
} from './ledgers';

const releaseId = RELEASE_2;
const abort: LedgerCommand = { kind: 'request-abort', reason: 'stop', by: 'me' };
const decide: LedgerCommand = { kind: 'decide-rollback', releaseId, reason: ALARM_REASON };
const phase = (to: Phase): LedgerCommand => ({ kind: 'enter-phase', releaseId, phase: to });
const restored = (environment: 'blue' | 'green' | undefined): LedgerCommand => ({
  kind: 'traffic-restored',
  releaseId,
  environment,
});

test('a whole life leaves the version live and the lock free', () => {
  const ledger = carryOut(quietLedger(), lifeOf('v2', quietLedger()), at(5));
  expect(ledger).toMatchObject({
    live: { version: 'v2', environment: 'green', since: at(5), copyArn: 'task-definition/fraud-green:v2' },
    weights: ON_GREEN,
    ended: [{ releaseId: RELEASE_2, outcome: 'promoted' }, { releaseId: RELEASE_1 }],
  });
  expect(ledger.release).toBeUndefined();
  expect(ledger.standby).toBeUndefined();
});

test.each<Phase>(['preparing', 'provisioning', 'checking', 'shifting', 'baking', 'standby'])(
  'a rollback in phase %s goes back to the version before',
  (from) => {
    const before = ledgerIn(from);
    const decided = carryOut(before, [decide], at(1));
    expect(decided.release).toMatchObject({
      phase: 'rolling-back',
      phaseSince: at(1),
      rollback: { ...ALARM_REASON, at: at(1) },
    });
    const over = carryOut(decided, [
      restored('blue'),
      { kind: 'record-rollback', releaseId },
      { kind: 'finish', releaseId },
    ]);
    expect(over).toMatchObject({
      live: { version: 'v1' },
      weights: ON_BLUE,
      ended: [{ outcome: 'rolled-back', reason: 'alarm fires' }, {}],
    });
    // An alarm says nothing about a version that had no traffic yet.
    expect(over.rejected.map(({ version }) => version)).toEqual(
      before.release?.trafficMayHaveMoved === true ? ['v2'] : [],
    );
    expect(over.release).toBeUndefined();
  },
);

test('the first reason of a rollback stays', () => {
  const other: LedgerCommand = {
    ...decide,
    reason: { trigger: 'operator', reason: 'me too', evidence: {} },
  };
  expect(carryOut(ledgerIn('baking'), [decide, other]).release?.rollback?.trigger).toBe('alarm');
});

test.each([
  ['an abort', { trigger: 'abort', reason: '', evidence: {} }, 0],
  ['a dead execution', { trigger: 'execution-died', reason: '', evidence: {} }, 0],
  ['a missing permission', { trigger: 'error', reason: '', evidence: { error: 'AccessDenied' } }, 0],
  ['a rollout that failed', { trigger: 'error', reason: '', evidence: { error: 'ProvisionFailed' } }, 1],
  ['a failed check', { trigger: 'check', reason: '', evidence: {} }, 1],
  ['a collapse of its targets', { trigger: 'watch', reason: '', evidence: { healthyTargets: 0 } }, 1],
] as const)('%s rejects the version only if it is to blame', (_name, reason, rejected) => {
  const command: LedgerCommand = { kind: 'decide-rollback', releaseId, reason };
  const ledger = carryOut(ledgerIn('checking'), [command, { kind: 'record-rollback', releaseId }]);
  expect(ledger.rejected).toHaveLength(rejected);
});

test('a forced release that is promoted is no longer a rejected one', () => {
  const rejected = carryOut(ledgerIn('retiring-failed'), [{ kind: 'finish', releaseId }]);
  expect(rejected.rejected).toHaveLength(1);
  const [, ...rest] = lifeOf('v2', rejected);
  const again = carryOut(rejected, [startCommand('v2', { force: true }), ...rest]);
  expect(again.rejected).toEqual([]);
});

test('remembers 20 rejected and 10 ended releases, newest first', () => {
  let ledger = quietLedger();
  for (let count = 2; count <= 26; count++) {
    const id = `v${count}-release`;
    ledger = carryOut(ledger, [
      startCommand(`v${count}`),
      { kind: 'decide-rollback', releaseId: id, reason: { trigger: 'check', reason: '', evidence: {} } },
      { kind: 'record-rollback', releaseId: id },
      { kind: 'finish', releaseId: id },
    ]);
  }
  expect(ledger.rejected).toHaveLength(20);
  expect(ledger.rejected[0].version).toBe('v26');
  expect(ledger.ended).toHaveLength(10);
});

describe('unchanged', () => {
  test.each<[string, Ledger, LedgerCommand, RegExp]>([
    ['an abort without a release', quietLedger(), abort, /not active/],
    ['an abort of another release', ledgerIn('baking'), { ...abort, releaseId: 'x' }, /x is not active/],
    ['a second abort', carryOut(ledgerIn('baking'), [abort]), abort, /asked to abort already/],
    ['an abort during a rollback', ledgerIn('rolling-back'), abort, /rolled back already/],
    [
      'an abort that spares promoted versions',
      ledgerIn('standby'),
      { ...abort, unlessPromoted: true },
      /promoted already/,
    ],
    ['a rollback of another release', ledgerIn('baking'), { ...decide, releaseId: 'x' }, /not active/],
    ['a rollback past the standby time', ledgerIn('retiring'), decide, /bluegreen rollback brings it back/],
    [
      'a rollback of the first version',
      firstLedgerIn('standby'),
      { ...decide, releaseId: RELEASE_1 },
      /nothing to go back to/,
    ],
    [
      'a second read-back',
      carryOut(ledgerIn('rolling-back'), [restored('blue')]),
      restored('blue'),
      /restored already/,
    ],
    ['a read-back of another release', quietLedger(), restored('blue'), /not active/],
    [
      'a record without a decision',
      ledgerIn('baking'),
      { kind: 'record-rollback', releaseId },
      /no rollback was decided/,
    ],
    ['a second record', ledgerIn('retiring-failed'), { kind: 'record-rollback', releaseId }, /recorded already/],
    ['the rollback path of a release that is over', quietLedger(), phase('retiring-failed'), /is over/],
    ['the same verdict', carryOut(ledgerIn('checking'), [verdict()]), verdict(), /recorded already/],
    [
      'the same environment',
      ledgerIn('provisioning'),
      {
        kind: 'provisioned',
        releaseId,
        copyArn: 'task-definition/fraud-green:v2',
        desiredCount: 2,
        image: '',
      },
      /already/,
    ],
    ['a second promotion', ledgerIn('standby'), { kind: 'promote', releaseId }, /promoted already/],
  ])('%s', (_name, ledger, command, reason) => {
    expect(applyCommand(ledger, command, T0)).toEqual({
      kind: 'unchanged',
      ledger,
      reason: expect.stringMatching(reason),
    });
  });
});

describe('refused', () => {
  const intended = carryOut(ledgerIn('checking'), [{ kind: 'intend-shift', releaseId, stepIndex: 0 }]);
  test.each<[string, Ledger, LedgerCommand, string, RegExp]>([
    [
      'a phase that does not follow',
      ledgerIn('checking'),
      phase('baking'),
      'InvalidInput',
      /phase must follow checking, which leads to shifting, got baking/,
    ],
    [
      'baking before the last step',
      ledgerIn('shifting'),
      phase('baking'),
      'InvalidInput',
      /baking starts when step 1 of 2 was read back, got step 0/,
    ],
    [
      'checking before provisioning',
      carryOut(ledgerIn('preparing'), [phase('provisioning')]),
      phase('checking'),
      'InvalidInput',
      /provision it first/,
    ],
    ['standby without a promotion', ledgerIn('baking'), phase('standby'), 'InvalidInput', /nothing by itself/],
    [
      'retiring the failed side under traffic',
      ledgerIn('rolling-back'),
      phase('retiring-failed'),
      'InvalidInput',
      /roll back first/,
    ],
    [
      'another environment after the checks',
      ledgerIn('checking'),
      { kind: 'provisioned', releaseId, copyArn: 'x', desiredCount: 1, image: '' },
      'InvalidInput',
      /phase provisioning, got checking/,
    ],
    [
      'a step left out',
      ledgerIn('checking'),
      { kind: 'intend-shift', releaseId, stepIndex: 1 },
      'InvalidInput',
      /stepIndex must be 0/,
    ],
    [
      'a step before the last one was read back',
      intended,
      { kind: 'intend-shift', releaseId, stepIndex: 1 },
      'InvalidInput',
      /step 0 must be read back/,
    ],
    [
      'a step before the environment runs',
      ledgerIn('preparing'),
      { kind: 'intend-shift', releaseId, stepIndex: 0 },
      'InvalidInput',
      /provision it first/,
    ],
    [
      'a step of another phase',
      { ...ledgerIn('checking'), release: { ...ledgerIn('checking').release!, phase: 'baking' } },
      { kind: 'intend-shift', releaseId, stepIndex: 0 },
      'InvalidInput',
      /got phase baking/,
    ],
    [
      'a record without intent',
      ledgerIn('checking'),
      { kind: 'shifted', releaseId, stepIndex: 0, weights: ON_GREEN },
      'InvalidInput',
      /declare the intent/,
    ],
    [
      'other weights than the step has',
      intended,
      { kind: 'shifted', releaseId, stepIndex: 0, weights: ON_GREEN },
      'WeightsNotApplied',
      /must be \{"blue":90,"green":10\}/,
    ],
    [
      'a promotion before the bake time',
      ledgerIn('shifting'),
      { kind: 'promote', releaseId },
      'InvalidInput',
      /bake first/,
    ],
    [
      'a promotion with traffic elsewhere',
      { ...ledgerIn('baking'), weights: ON_BLUE },
      { kind: 'promote', releaseId },
      'InvalidInput',
      /finish the traffic shift/,
    ],
    [
      'a read-back without a decision',
      ledgerIn('baking'),
      restored('blue'),
      'InvalidInput',
      /decide the rollback first/,
    ],
    [
      'a read-back of the wrong side',
      ledgerIn('rolling-back'),
      restored('green'),
      'WeightsNotApplied',
      /must be on blue, got green/,
    ],
    ['a read-back of nothing', ledgerIn('rolling-back'), restored(undefined), 'WeightsNotApplied', /got none/],
    [
      'an end without an outcome',
      ledgerIn('baking'),
      { kind: 'finish', releaseId },
      'InvalidInput',
      /neither promoted nor rolled back/,
    ],
  ])('%s', (_name, ledger, command, name, message) => {
    expect(applyCommand(ledger, command, T0)).toEqual({
      kind: 'refused',
      refusal: { name, message: expect.stringMatching(message) },
    });
  });

  test.each<LedgerCommand>([
    phase('checking'),
    { kind: 'provisioned', releaseId, copyArn: 'x', desiredCount: 1, image: '' },
    verdict(),
    { kind: 'intend-shift', releaseId, stepIndex: 0 },
    { kind: 'shifted', releaseId, stepIndex: 0, weights: ON_BLUE },
    { kind: 'promote', releaseId },
  ])('everything forward after an abort, a rollback or a lost lock: $kind', (command) => {
    const refusalOf = (ledger: Ledger) => applyCommand(ledger, command, T0);
    expect(refusalOf(carryOut(ledgerIn('checking'), [abort]))).toMatchObject({ refusal: { name: 'ReleaseAborted' } });
    expect(refusalOf(ledgerIn('rolling-back'))).toMatchObject({ refusal: { name: 'ReleaseRolledBack' } });
    expect(refusalOf(quietLedger())).toMatchObject({
      refusal: { name: 'ReleaseAborted', message: expect.stringContaining('held by nobody') },
    });
    expect(refusalOf(emptyLedger(MODEL))).toMatchObject({ kind: 'refused' });
  });
});

test('the newest verdict of a check replaces the one before', () => {
  const ledger = carryOut(ledgerIn('checking'), [verdict('FAIL'), verdict('PASS')]);
  expect(ledger.release?.verdicts).toMatchObject([{ check: 'smoke', status: 'PASS' }]);
});

test('throws on a command that it does not know', () => {
  expect(() => applyCommand(quietLedger(), { kind: 'dance' } as never, new Date(T0))).toThrow('unknown ledger command');
});

function verdict(status: 'PASS' | 'FAIL' = 'PASS'): LedgerCommand {
  return { kind: 'record-verdict', releaseId, verdict: { check: 'smoke', status, reason: 'r', evidence: {} } };
}
