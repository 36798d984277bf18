import { ActiveRelease } from '../../lib/core/ledger/ledger';
import { protectionAfter } from '../../lib/core/protection';
import { alarmsThatCount } from '../../lib/core/return-alarms';
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
  alarmsThatCount(release, { ...ALARMS, addedSince: { chargebacks: since } });
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
  expect(alarmsThatCount(switched, ALARMS)).toMatchObject({ firing: ALARMS.firing });
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
