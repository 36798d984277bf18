import { Phase } from '../../../lib/contract';
import { StartReturnCommand } from '../../../lib/core/ledger/command';
import { emptyLedger, Ledger } from '../../../lib/core/ledger/ledger';
import { isOnItsWayBack, reasonNotToReturn } from '../../../lib/core/ledger/return';
import { applyCommand } from '../../../lib/core/ledger/transitions';
import {
  ALARM_REASON,
  at,
  carryOut,
  ledgerIn,
  lifeOf,
  MODEL,
  quietLedger,
  RELEASE_2,
  startCommand,
  T0,
} from './ledgers';
import { COPY_1, replacedLedger, RETURN, returnCommand, returnedLedger, returningIn } from './returns';

const start = (ledger: Ledger, members: Partial<StartReturnCommand> = {}) =>
  applyCommand(ledger, returnCommand(members), at(1));

/** Ends the active release as rolled back. */
function goBack(ledger: Ledger, reason: object = ALARM_REASON): Ledger {
  const { releaseId, environment } = ledger.release!;
  const stable = environment === 'blue' ? 'green' : 'blue';
  return carryOut(ledger, [
    { kind: 'decide-rollback', releaseId, reason: { ...ALARM_REASON, ...reason } },
    { kind: 'traffic-restored', releaseId, environment: stable },
    { kind: 'record-rollback', releaseId },
    { kind: 'finish', releaseId },
  ]);
}

describe('the version before', () => {
  test.each<[string, Ledger, string | undefined]>([
    ['is none at first', quietLedger(), undefined],
    ['is what the live version replaced', replacedLedger(), 'v1'],
    ['waits for the end of the standby time', ledgerIn('standby'), undefined],
    [
      'stays when a release after it goes back',
      goBack(carryOut(replacedLedger(), lifeOf('v3', replacedLedger()).slice(0, 6))),
      'v1',
    ],
    ['is the version that a return left', returnedLedger(), 'v2'],
  ])('%s', (_name, ledger, version) => {
    expect(ledger.before?.version).toBe(version);
  });

  test('is what a dead release replaced, when another one takes its lock', () => {
    const dead = ledgerIn('standby');
    const taken = carryOut(dead, [startCommand('v3', { deadExecutionArn: dead.release!.executionArn })]);
    expect(taken.before).toEqual(dead.standby);
  });
});

describe('a return', () => {
  test('brings back what was live, by one switch and without checks or a judge; who, why and from what is on record', () => {
    const transition = start(replacedLedger());
    if (transition.kind !== 'changed') throw new Error(JSON.stringify(transition));
    const left = { version: 'v2', releaseId: RELEASE_2 };
    expect(transition.ledger.release).toMatchObject({
      ...{ version: 'v1', contentHash: 'hash-of-v1', image: 'repo/model:v1', environment: 'blue', phase: 'preparing' },
      returning: { copyArn: COPY_1, left, reason: 'wrong scores' },
      plan: { steps: [{ percent: 100, bakeSeconds: 0 }], bakeSeconds: 600, measurement: { otherwise: 'promote' } },
      verdicts: ['parity', 'golden'].map((check) => ({
        ...{ check, status: 'INSUFFICIENT_DATA', reason: 'skipped: return to a version that was live' },
      })),
    });
    expect(transition.ledger.release?.plan.analysis).toBeUndefined();
    expect(transition.decision).toMatchObject({
      kind: 'start',
      reason: 'ada asked to go back from v2 to v1: wrong scores',
      evidence: { trigger: 'operator', requestedBy: 'ada', version: 'v1', leaves: left, copyArn: COPY_1 },
    });
  });

  test('that is asked for twice by one execution is one', () => {
    const ledger = returningIn('preparing');
    expect(start(ledger)).toMatchObject({ kind: 'unchanged', ledger });
  });

  test('ends with its version live, and rejects the one that it left', () => {
    const ledger = returnedLedger();
    expect(ledger.live).toMatchObject({ version: 'v1', environment: 'blue', copyArn: COPY_1, releaseId: RETURN });
    expect(ledger.rejected).toMatchObject([
      { version: 'v2', releaseId: RETURN, reason: 'ada asked to go back from v2 to v1: wrong scores' },
    ]);
    expect(ledger.ended[0]).toMatchObject({
      outcome: 'promoted',
      reason: expect.stringMatching(/^ada asked to go back from v2 to v1: wrong scores; /),
      evidence: { returning: { left: { version: 'v2' } } },
    });
  });

  test('takes the lock of a dead release that it goes back from', () => {
    const dead = ledgerIn('standby');
    const transition = start(dead, { deadExecutionArn: dead.release!.executionArn });
    expect(transition).toMatchObject({
      kind: 'changed',
      ledger: { release: { version: 'v1', tookOverFrom: RELEASE_2 } },
      ending: { release: { releaseId: RELEASE_2, outcome: 'promoted' } },
    });
  });

  test('is no reason to leave out the checks of a release', () => {
    const filled = ledgerIn('provisioning');
    const shifting = { kind: 'enter-phase', releaseId: RELEASE_2, phase: 'shifting' } as const;
    expect(applyCommand(filled, shifting, T0)).toMatchObject({ kind: 'refused', refusal: { name: 'InvalidInput' } });
  });
});

describe('a return that goes back', () => {
  test('after its switch leaves the other version live, which nobody rejects, and blames its own', () => {
    const ledger = goBack(returningIn('baking'));
    expect(ledger.live).toMatchObject({ version: 'v2', environment: 'green' });
    expect(ledger.rejected.map(({ version }) => version)).toEqual(['v1']);
  });

  test.each(['alarm', 'error'] as const)('before its switch, by %s, may be tried again', (trigger) => {
    const evidence = trigger === 'error' ? { error: 'ProvisionFailed' } : { alarm: 'fraud-blue-errors' };
    const ledger = goBack(returningIn('provisioning'), { trigger, evidence });
    expect(ledger.rejected).toEqual([]);
    expect(reasonNotToReturn(ledger)).toBeUndefined();
    expect(start(ledger, { releaseId: 'again', executionArn: 'again' })).toMatchObject({ kind: 'changed' });
  });

  test('in its standby time leaves the other version live, unrejected', () => {
    const ledger = goBack(returningIn('standby'), { trigger: 'operator', evidence: {} });
    expect(ledger.live?.version).toBe('v2');
    expect(ledger.rejected.map(({ version }) => version)).toEqual(['v1']);
  });
});

describe('no return', () => {
  const replaced = replacedLedger();
  const rejected = [{ ...replaced.before!, releaseId: 'r9', reason: 'wrong for EUR', at: T0 }];

  test.each<[string, Ledger, RegExp]>([
    ['of a model without a live version', emptyLedger(MODEL), /no version is live/],
    ['to a version that is not on record', quietLedger(), /no copy of a version before v1 is on record/],
    ['to a rejected version', { ...replaced, rejected }, /version v1 was rejected by release r9 .*: wrong for EUR/],
    ['to the version that a return left', returnedLedger(), /version v2 was rejected by release v1-back/],
    [
      'to an environment that is live',
      { ...replaced, before: { ...replaced.before!, environment: 'green' } },
      /green, where version v1 was, has the live version v2 by now/,
    ],
  ])('fails %s', (_name, ledger, reason) => {
    expect(reasonNotToReturn(ledger)).toMatch(reason);
    expect(start(ledger)).toMatchObject({
      refusal: { name: 'ReleaseRefused', message: expect.stringMatching(reason) },
    });
  });

  test.each<[string, Ledger, Partial<StartReturnCommand>, RegExp]>([
    ['while a release runs', ledgerIn('checking'), {}, /release v2-release .* is in phase checking/],
    [
      'while another return runs',
      returningIn('baking'),
      { executionArn: 'x' },
      /release v1-back .* is in phase baking/,
    ],
    ['from a version that is not live any more', replaced, { leaves: 'v9-release' }, /by now "v2" is live/],
    ['to another version than the one before', replaced, { version: 'v0' }, /"v1" is the version before/],
  ])('fails %s', (_name, ledger, members, reason) => {
    expect(start(ledger, members)).toMatchObject({
      refusal: { name: 'ReleaseRefused', message: expect.stringMatching(reason) },
    });
  });
});

test.each<[Phase, boolean]>([
  ['preparing', true],
  ['provisioning', true],
  ['shifting', false],
  ['baking', false],
])('in phase %s it is on its way, and not there: %s', (phase, expected) => {
  expect(isOnItsWayBack(returningIn(phase).release!)).toBe(expected);
  expect(isOnItsWayBack(ledgerIn(phase).release!)).toBe(false);
});

test('is not on its way any more when somebody aborts it', () => {
  const aborted = carryOut(returningIn('provisioning'), [{ kind: 'request-abort', reason: 'no', by: 'bob' }]);
  expect(isOnItsWayBack(aborted.release!)).toBe(false);
});
