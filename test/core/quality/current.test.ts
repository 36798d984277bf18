import { emptyLedger, Ledger } from '../../../lib/core/ledger/ledger';
import { ofCurrentVersions } from '../../../lib/core/quality/current';
import { Prediction } from '../../../lib/core/quality/joined';

const prediction = (environment: 'blue' | 'green', version?: string): Prediction => ({
  inferenceId: 'a',
  environment,
  prediction: 1,
  ...(version === undefined ? {} : { version }),
});
const ledger = (members: object): Ledger => ({ ...emptyLedger('fraud'), ...members });
const BLUE = { environment: 'blue', version: '1.2' };
const GREEN = { environment: 'green', version: '1.3' };

test.each([
  ['the live version', { live: BLUE }, prediction('blue', '1.2'), true],
  ['the version that is released', { live: BLUE, release: GREEN }, prediction('green', '1.3'), true],
  ['the version in standby', { live: GREEN, standby: BLUE, release: GREEN }, prediction('blue', '1.2'), true],
  ['a prediction that names no version', {}, prediction('blue'), true],
  ['a version that was rolled back', { live: BLUE }, prediction('green', '1.3'), false],
  ['the version before the one that is released', { live: BLUE, release: GREEN }, prediction('green', '1.1'), false],
])('%s counts or not', (_, members, one, counts) => {
  expect(ofCurrentVersions([one], ledger(members))).toHaveLength(counts ? 1 : 0);
});
