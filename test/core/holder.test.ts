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
