import { allOn, EnvironmentName, Weights } from '../../../lib/contract';
import { Ledger } from '../../../lib/core/ledger/ledger';
import { cohortAstray, isCohortOn, loadInWords, placesOfCohort, shareToCarry } from '../../../lib/core/traffic/cohort';
import { planErrors } from '../../../lib/core/plan';
import { carryOut, firstLedgerIn, ledgerIn, PLAN, quietLedger, RELEASE_2 } from '../ledger/ledgers';

const at = (environment: EnvironmentName | undefined) => ({
  weights: environment === undefined ? { blue: 0, green: 0 } : allOn(environment),
  isGone: false,
});
const GONE = { weights: undefined, isGone: true };
const intended = (stepIndex: number, ledger: Ledger) =>
  carryOut(ledger, [{ kind: 'intend-shift', releaseId: RELEASE_2, stepIndex }]);

test.each<[string, Ledger, readonly (EnvironmentName | undefined)[]]>([
  ['is live with all others when no release runs', quietLedger(), ['blue']],
  ['is answered 503 before a first version has traffic', firstLedgerIn('checking'), [undefined]],
  ['stays while a version is checked', ledgerIn('checking'), ['blue']],
  ['may be on both sides while the first step is under way', intended(0, ledgerIn('checking')), ['green', 'blue']],
  ['is on the new side after a step', ledgerIn('shifting'), ['green']],
  [
    'may be on both sides in any step, because one may be the first',
    intended(1, ledgerIn('shifting')),
    ['green', 'blue'],
  ],
  ['is on the new side in the bake', ledgerIn('baking'), ['green']],
  ['is on the promoted side', ledgerIn('standby'), ['green']],
  ['is there while the version before is retired', ledgerIn('retiring'), ['green']],
  ['may be on both sides while traffic goes back', ledgerIn('rolling-back'), ['green', 'blue']],
  ['is back when all traffic is', ledgerIn('retiring-failed'), ['blue']],
])('%s', (_name, ledger, places) => {
  expect(placesOfCohort(ledger)).toEqual(places);
  for (const place of ['blue', 'green', undefined] as const)
    expect(cohortAstray(ledger, at(place)) === undefined).toBe(places.includes(place));
});

test('says where it must be and where it is', () => {
  expect(cohortAstray(ledgerIn('shifting'), undefined)).toBeUndefined();
  expect(cohortAstray(ledgerIn('shifting'), at('blue'))).toMatchObject({
    reason: expect.stringContaining('must be led to green, its rule leads to {"blue":100,"green":0}'),
    evidence: { recorded: 'green', live: '{"blue":100,"green":0}' },
  });
  expect(cohortAstray(quietLedger(), GONE)?.evidence).toEqual({
    recorded: 'blue',
    live: 'nothing, because it is gone',
  });
  expect(cohortAstray(firstLedgerIn('checking'), { weights: undefined, isGone: false })?.evidence).toEqual({
    recorded: 'no environment',
    live: 'other target groups',
  });
});

test('is on one side only when nothing of it is on the other', () => {
  expect(isCohortOn({ weights: { blue: 1, green: 99 }, isGone: false }, 'green')).toBe(false);
  expect(isCohortOn({ weights: { blue: 0, green: 1 }, isGone: false }, 'green')).toBe(true);
  expect(isCohortOn(GONE, undefined)).toBe(false);
});

test('counts as all requests from the first step on', () => {
  const share = (ledger: Ledger, reading?: ReturnType<typeof at>) =>
    shareToCarry(ledger.release!, ledger.weights, reading);
  expect(share(ledgerIn('checking'), at('blue'))).toBe(0);
  expect(share(ledgerIn('shifting'), at('green'))).toBe(100);
  expect(share(ledgerIn('shifting'))).toBe(10);
});

test('what a side carries is said as it is', () => {
  const words = (weights: Weights, reading?: ReturnType<typeof at>) =>
    loadInWords(ledgerIn('shifting').release!, weights, reading);
  expect(words({ blue: 90, green: 10 })).toBe('at 10 % of the traffic');
  expect(words({ blue: 90, green: 10 }, at('green'))).toBe('at 10 % of the traffic and with a cohort of unknown size');
  expect(words({ blue: 100, green: 0 }, at('green'))).toBe('with a cohort of unknown size');
  expect(words({ blue: 0, green: 100 }, at('green'))).toBe('at 100 % of the traffic');
});

describe('the step of the cohort alone', () => {
  const own = { percent: 0, bakeSeconds: 60, isCohortOnly: true };
  const errorsWith = (...steps: (typeof PLAN)['steps']) => planErrors({ ...PLAN, steps });

  test('may come first', () => {
    expect(errorsWith(own, ...PLAN.steps)).toEqual([]);
  });

  test.each([
    ['fails later', [PLAN.steps[0], own, PLAN.steps[1]]],
    ['fails with a weight of its own', [{ ...own, percent: 0.01 }, ...PLAN.steps]],
    ['fails when it is not said to be one', [{ percent: 0, bakeSeconds: 60 }, ...PLAN.steps]],
    ['fails with a time that is none', [{ ...own, bakeSeconds: -1 }, ...PLAN.steps]],
  ])('%s', (_name, steps) => {
    expect(errorsWith(...steps)).not.toEqual([]);
  });
});
