import { isDead } from '../../lib/core/holder';
import { at, ledgerIn } from './ledger/ledgers';

test.each<[string, string | undefined, number, boolean]>([
  ['runs', 'RUNNING', 100_000, false],
  ['has failed', 'FAILED', 0, true],
  ['was stopped', 'ABORTED', 0, true],
  ['is not known for 3 min', undefined, 180, false],
  ['is not known for longer', undefined, 181, true],
])('an execution that %s', (_name, status, seconds, expected) => {
  expect(isDead(status, ledgerIn('checking').release!, at(seconds))).toBe(expected);
});

test.each<[string, number, boolean]>([
  ['took a release over within 3 min', 1180, false],
  ['took a release over before', 1181, true],
])('an execution that is not known and %s', (_name, seconds, expected) => {
  expect(isDead(undefined, { ...ledgerIn('standby').release!, heldSince: at(1000) }, at(seconds))).toBe(expected);
});

test('an execution that changed the phase after it took the release over counts from there', () => {
  const release = { ...ledgerIn('retiring').release!, heldSince: at(0), phaseSince: at(1000) };
  expect(isDead(undefined, release, at(1180))).toBe(false);
  expect(isDead(undefined, release, at(1181))).toBe(true);
});
