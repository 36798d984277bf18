import { emptyLedger, Ledger } from '../../../lib/core/ledger/ledger';
import { ofCurrentVersions } from '../../../lib/core/quality/current';
import { Prediction } from '../../../lib/core/quality/joined';

const NOON = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;
const time = (minute: number) => new Date(NOON + minute * MINUTE).toISOString();

const prediction = (environment: 'blue' | 'green', version?: string, minute = 0): Prediction => ({
  inferenceId: 'a',
  environment,
  at: NOON + minute * MINUTE,
  prediction: 1,
  ...(version === undefined ? {} : { version }),
});
const ledger = (members: object): Ledger => ({ ...emptyLedger('fraud'), ...members });
const counts = (one: Prediction, members: object) => ofCurrentVersions([one], ledger(members)).length === 1;

const BLUE = { environment: 'blue', version: '1.2', since: time(-600) };
const GREEN = { environment: 'green', version: '1.3' };
const RELEASE = { ...GREEN, startedAt: time(-30) };

test.each([
  ['the live version', { live: BLUE }, prediction('blue', '1.2'), true],
  ['the version that is released', { live: BLUE, release: RELEASE }, prediction('green', '1.3'), true],
  ['the version in standby', { live: GREEN, standby: BLUE, release: RELEASE }, prediction('blue', '1.2'), true],
  ['a version that was rolled back', { live: BLUE }, prediction('green', '1.3'), false],
  ['the version before the one that is released', { live: BLUE, release: RELEASE }, prediction('green', '1.1'), false],
])('%s counts or not', (_, members, one, expected) => {
  expect(counts(one, members)).toBe(expected);
});

describe('a prediction that names no version', () => {
  test('is of the live version, as long as that is live', () => {
    expect(counts(prediction('blue'), { live: BLUE })).toBe(true);
  });

  test('is of the version that is released since the release has begun, also when that is live and stands by no more', () => {
    expect(counts(prediction('green', undefined, -30), { live: BLUE, release: RELEASE })).toBe(true);
    const live = { ...GREEN, since: time(10) };
    expect(counts(prediction('green', undefined, -30), { live, standby: BLUE, release: RELEASE })).toBe(true);
    expect(counts(prediction('green', undefined, 10), { live })).toBe(true);
  });

  test('fails to blame the next version: older than its release, it is of the one before', () => {
    expect(counts(prediction('green', undefined, -31), { live: BLUE, release: RELEASE })).toBe(false);
  });

  test('fails to count where nothing runs: the version was rolled back', () => {
    expect(counts(prediction('green'), { live: BLUE })).toBe(false);
  });
});
