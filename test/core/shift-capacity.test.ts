import { ActiveRelease } from '../../lib/core/ledger/ledger';
import { nextStepIndex, SizeOfSides, stepCapacity } from '../../lib/core/shift-capacity';
import { firstLedgerIn, ledgerIn, T0 } from './ledger/ledgers';

describe('capacity of a step', () => {
  // v2 in green, recorded with 2 targets, beside v1 in blue; steps of 10 % and 100 %.
  const ledger = ledgerIn('shifting');
  const capacity = (stepIndex: number, sides: SizeOfSides) =>
    stepCapacity(ledger, ledger.release as ActiveRelease, stepIndex, sides);

  test.each<[string, number, SizeOfSides, boolean]>([
    ['the recorded size', 1, { healthy: { blue: 2, green: 2 } }, true],
    ['one target for a small share', 0, { healthy: { blue: 2, green: 1 } }, true],
    ['no target', 0, { healthy: { blue: 2, green: 0 } }, false],
    ['less than the live side has grown to', 1, { healthy: { blue: 4, green: 2 } }, false],
    [
      'less than the live side, whose size says nothing',
      1,
      { healthy: { blue: 4, green: 2 }, isSizedAlone: true },
      true,
    ],
    ['less than what is recorded', 1, { healthy: { blue: 2, green: 1 }, isSizedAlone: true }, false],
  ])('%s', (_name, stepIndex, sides, isEnough) => {
    expect(capacity(stepIndex, sides)).toMatchObject({ isEnough });
  });

  test('says what is needed and what is there', () => {
    expect(capacity(1, { healthy: { blue: 6, green: 4 } }).reason).toBe(
      '100 % of the traffic needs 6 healthy targets in green, got 4',
    );
  });

  test('of a first version is judged by its own size', () => {
    const first = firstLedgerIn('shifting');
    const release = first.release as ActiveRelease;
    expect(stepCapacity(first, release, 0, { healthy: { blue: 2, green: 9 } })).toMatchObject({ isEnough: true });
  });
});

test.each<[string, Partial<ActiveRelease>, number]>([
  ['the first', { stepIndex: undefined, stepSince: undefined }, 0],
  ['one that was declared and not read back', { stepIndex: 0, stepSince: undefined }, 0],
  ['the one after the last that was taken', { stepIndex: 0, stepSince: T0 }, 1],
  ['the last when all are taken', { stepIndex: 1, stepSince: T0 }, 1],
])('the next step is %s', (_name, members, expected) => {
  expect(nextStepIndex({ ...(ledgerIn('shifting').release as ActiveRelease), ...members })).toBe(expected);
});
