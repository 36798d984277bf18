import { ActiveRelease } from '../../lib/core/ledger/ledger';
import { protectionAfter } from '../../lib/core/protection';
import { alarmsThatCount } from '../../lib/core/alarms-that-count';
import { AlarmReading, look, lookBefore } from '../../lib/core/watch';
import { at, ledgerIn } from './ledger/ledgers';
import { returningIn } from './ledger/returns';

const ALARMS = {
  kind: 'read',
  firing: ['fraud-blue-errors', 'chargebacks'],
  missing: ['gone'],
  noData: [],
  disabled: [],
} as const satisfies AlarmReading;
const FAILED: AlarmReading = { kind: 'failed', error: 'AccessDenied' };

const read = (since: string, release: ActiveRelease) =>
  alarmsThatCount(release, { ...ALARMS, addedSince: { chargebacks: since } }, at(100));
/** Switched a minute after the beginning. */
const switched = { ...returningIn('baking').release!, stepSince: at(60) };

test.each<[string, ActiveRelease, string, readonly string[]]>([
  ['that fires since before the switch', switched, at(59), ['fraud-blue-errors']],
  ['that fires since after it', switched, at(61), ['fraud-blue-errors', 'chargebacks']],
  ['while nothing has moved', returningIn('provisioning').release!, at(61), ['fraud-blue-errors']],
])('of a return counts an alarm of its environment, and one of the user %s', (_name, release, since, firing) => {
  expect(read(since, release)).toMatchObject({ firing, missing: [] });
});

test('an alarm that does not say since when it fires counts', () => {
  expect(alarmsThatCount(switched, ALARMS, at(100))).toMatchObject({ firing: ALARMS.firing });
});

/** Begun at the beginning, with its first step a minute later. */
const forced: ActiveRelease = { ...ledgerIn('shifting').release!, forced: true, startedAt: at(0), stepSince: at(60) };
const ofOurs = (release: ActiveRelease, since: string, now: string) => {
  const alarms = { ...ALARMS, firing: ['fraud-green-errors'], missing: [], ownSince: { 'fraud-green-errors': since } };
  return alarmsThatCount(release, alarms, now);
};

test.each<[string, ActiveRelease, string, string, boolean]>([
  ['of a return, fires since before the switch', switched, at(59), at(100), false],
  ['of a return, still fires when it must have settled', switched, at(59), at(361), true],
  ['of a return, fires since after the switch', switched, at(61), at(62), true],
  ['of a return that has not moved traffic', returningIn('provisioning').release!, at(61), at(9999), false],
  ['of a forced release, fires since before its start', forced, at(-1), at(100), false],
  ['of a forced release, fires since after its start', forced, at(1), at(2), true],
  ['of a forced release, still fires when it must have settled', forced, at(-1), at(361), true],
  ['of any other release, fires since before its start', { ...forced, forced: false }, at(-1), at(2), true],
])('our own alarm, %s: counts or not', (_name, release, since, now, counts) => {
  expect(ofOurs({ ...release }, since, now)).toMatchObject({ firing: counts ? ['fraud-green-errors'] : [] });
});

test('an added alarm that fires since before a forced release never counts until it fires anew', () => {
  const added = (since: string) =>
    alarmsThatCount(forced, { ...ALARMS, firing: ['chargebacks'], addedSince: { chargebacks: since } }, at(9999));
  expect(added(at(-1))).toMatchObject({ firing: [], missing: ['gone'] });
  expect(added(at(1))).toMatchObject({ firing: ['chargebacks'] });
});

test('alarms of a forced release that can not be read count as firing', () => {
  expect(alarmsThatCount(forced, FAILED, at(100))).toBe(FAILED);
});

test('alarms that can not be read do not lead back to the version that was left', () => {
  const ledger = returningIn('baking');
  const sight = { alarms: FAILED, weights: ledger.weights, healthyTargets: 2 };
  expect(look(ledger, ledger.release!, sight, at(1))).toMatchObject({ decision: 'continue' });
  const release = ledgerIn('baking');
  expect(look(release, release.release!, { ...sight, weights: release.weights }, at(1))).toMatchObject({
    decision: 'roll-back',
  });
});

test('alarms that fire before a return are the reason for it', () => {
  const ledger = returningIn('preparing');
  const { weights } = ledger;
  expect(lookBefore(ledger, ledger.release!, { alarms: ALARMS, weights })).toMatchObject({
    decision: 'continue',
    reason: expect.stringMatching(/^return asked for by ada although in ALARM/),
    evidence: { firing: ALARMS.firing },
  });
  expect(lookBefore(ledger, ledger.release!, { alarms: ALARMS, weights: { blue: 1, green: 1 } })).toMatchObject({
    decision: 'roll-back',
  });
});

test('nobody is given the answers of the version that was left', () => {
  const ledger = returningIn('baking');
  expect(protectionAfter(ledger, ledger.release!, { decision: 'continue' }, at(1))).toEqual({ kind: 'stop' });
});
