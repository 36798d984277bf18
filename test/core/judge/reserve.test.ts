import fc from 'fast-check';
import { Guardrail, JudgeState } from '../../../lib/contract/judge';
import { addLevel, addRatio, levelGrid, logMeanExp, start } from '../../../lib/core/judge/e-process';
import { rollbackEvidence } from '../../../lib/core/judge/evidence';
import { guardrail, ratiosUp } from '../../../lib/core/judge/guardrail';
import { FIRST_STAKE, nextStake } from '../../../lib/core/judge/reserve';
import { readBatches, readBins, startJudging } from '../../../lib/core/judge/state';
import { batch, bins, minutesOf } from './batches';

/** Without a floor, and from the first event on: the evidence is that of the ratio alone. */
const RATIO = guardrail({ name: 'ratio', kind: 'events', minBadEvents: 1 });
const ERRORS = guardrail({ name: 'errors', kind: 'errors', minBadEvents: 1 });

const minutes = fc.array(
  fc
    .tuple(fc.nat(200), fc.nat(2_000), fc.nat(100), fc.nat(100))
    .map(([n1, n0, a, b]) => [Math.floor((a * n1) / 100), n1, Math.floor((b * n0) / 100), n0] as const),
  { minLength: 1, maxLength: 12 },
);

describe('the sum of all bets', () => {
  const stakes = stakesOf(12);

  test('is that of products which begin in each of the minutes, and of what was not bet yet', () => {
    fc.assert(
      fc.property(minutes, (all) => {
        const { ratio, errors } = readAll(all);
        const [fromRatio, fromLevel] = [0, 1].map((which) => mixture(all, stakes, (part) => logEs(part)[which]));
        close(rollbackEvidence(RATIO, ratio), fromRatio);
        close(rollbackEvidence(ERRORS, errors), Math.min(fromRatio, fromLevel));
      }),
    );
  });

  test('is the same for each bin of a drift guardrail', () => {
    const drift = guardrail({ name: 'drift', kind: 'drift', minBadEvents: 1 });
    const read = readBins(startJudging(0), drift, [bins(0, [9, 1], [50, 50]), bins(1, [3, 7], [50, 50])]);
    const ofBin = (index: 0 | 1) =>
      mixture(
        [[9 - 8 * index, 10, 50, 100] as const, [3 + 4 * index, 10, 50, 100] as const],
        stakes,
        (part) => logEs(part, drift)[0],
      );
    close(rollbackEvidence(drift, read.guardrails.drift), logMeanExp([ofBin(0), ofBin(1)]));
  });

  test('never falls below the reserve, however long a version is healthy', () => {
    const healthy = readBatches(startJudging(0), RATIO, minutesOf(0, 600, [6, 600, 54, 5_400])).guardrails.ratio;
    const left = Math.log(healthy.reserve ?? 0);
    expect(left).toBeGreaterThan(-7.4);
    expect(rollbackEvidence(RATIO, healthy)).toBeGreaterThan(left);
    expect(rollbackEvidence(RATIO, healthy)).toBeLessThan(left + 0.1);
  });
});

/** Every outcome of some minutes with its chance, at the edge of what is allowed: the mean evidence must not be above 1. */
describe('exact mean of the evidence after three minutes of up to four requests', () => {
  type Sizes = readonly (readonly [minute: number, n1: number, n0: number])[];
  const sizes: Sizes[] = [
    [
      [0, 1, 4],
      [1, 4, 2],
      [2, 3, 3],
    ],
    [
      [0, 3, 3],
      [3, 0, 4], // two minutes without data before, and then one side only
      [4, 4, 3],
    ],
  ];
  const rates = [
    [0.0001, 0.0001, 0.0001],
    [0.001, 0.3, 0.05],
    [0.5, 0.001, 0.2],
  ];

  test.each([
    ['ratio, tolerance 1', { tolerance: 1, kind: 'events' as const }],
    ['ratio, tolerance 1.25', { tolerance: 1.25, kind: 'events' as const }],
    ['ratio and floor', { tolerance: 1, floor: 0.05, ceiling: 0, kind: 'errors' as const }],
  ])('%s', (_, numbers) => {
    const rule = guardrail({ name: 'ratio', minBadEvents: 1, ...numbers });
    const mean = (all: Sizes, p0: readonly number[], times: number) => meanEvidence(rule, all, p0, times);
    for (const all of sizes) {
      for (const p0 of rates) {
        for (const times of [rule.tolerance, 0.5, 0]) expect(mean(all, p0, times)).toBeLessThanOrEqual(1 + 1e-12);
      }
    }
    expect(mean(sizes[0], [0.2, 0.2, 0.2], 4)).toBeGreaterThan(1.5); // beyond the edge: the bound is no idle one
  });

  function meanEvidence(
    rule: Guardrail,
    [next, ...later]: Sizes,
    [p0, ...ratesLater]: readonly number[],
    times: number,
    state: JudgeState = startJudging(0),
  ): number {
    const [minute, n1, n0] = next;
    let mean = 0;
    for (let x1 = 0; x1 <= n1; x1++) {
      for (let x0 = 0; x0 <= n0; x0++) {
        const p = chance(x1, n1, times * p0) * chance(x0, n0, p0);
        if (p === 0) continue;
        const after = readBatches(state, rule, [batch(minute, x1, n1, x0, n0)]);
        const isLast = later.length === 0;
        mean +=
          p *
          (isLast
            ? Math.exp(rollbackEvidence(rule, after.guardrails[rule.name]))
            : meanEvidence(rule, later, ratesLater, times, after));
      }
    }
    return mean;
  }
});

describe('a version that turns bad after an hour at much traffic', () => {
  const HEALTHY = minutesOf(0, 60, [6, 600, 54, 5_400]);
  const BAD = minutesOf(60, 2, [30, 600, 54, 5_400]);

  test('fails within two minutes', () => {
    const hour = readBatches(startJudging(0), ERRORS, HEALTHY);
    expect(rollbackEvidence(ERRORS, hour.guardrails.errors)).toBeLessThan(0);
    const { errors } = readBatches(hour, ERRORS, BAD).guardrails;
    expect(rollbackEvidence(ERRORS, errors)).toBeGreaterThan(Math.log(100));
  });

  test('would not with all bet on the first minute, as in a state of an older version, which goes on as it began', () => {
    const [first, ...others] = [...HEALTHY, ...BAD];
    const begun = readBatches(startJudging(0), ERRORS, [first]);
    const { errors: older } = readBatches(withoutReserve(begun), ERRORS, others).guardrails;
    expect(older).not.toHaveProperty('reserve');
    const counts = [...HEALTHY, ...BAD].map(
      ({ experiment, control }) => [experiment.events, experiment.total, control.events, control.total] as const,
    );
    close(rollbackEvidence(ERRORS, older), Math.min(...logEs(counts)));
    expect(rollbackEvidence(ERRORS, older)).toBeLessThan(0);
  });
});

/** What an older version kept: all stakes on the first minute. */
function withoutReserve(state: JudgeState): JudgeState {
  const { reserve, ...errors } = state.guardrails.errors;
  expect(reserve).toBeGreaterThan(0);
  const { ratioUp, levelUp } = errors.weights;
  const stake = Math.log(FIRST_STAKE + nextStake(1 - FIRST_STAKE));
  const whole = (weights: readonly number[]) => weights.map((weight) => weight - stake);
  const weights = { ...errors.weights, ratioUp: whole(ratioUp), levelUp: whole(levelUp) };
  return { ...state, guardrails: { errors: { ...errors, weights } } };
}

type Minute = readonly [x1: number, n1: number, x0: number, n0: number];

function readAll(all: readonly Minute[]): JudgeState['guardrails'] {
  const batches = all.map((counts, minute) => batch(minute, ...counts));
  return readBatches(readBatches(startJudging(0), RATIO, batches), ERRORS, batches).guardrails;
}

/** What is bet on products that begin with each minute. */
function stakesOf(count: number): readonly number[] {
  const stakes: number[] = [];
  let reserve = 1 - FIRST_STAKE;
  for (let minute = 0; minute < count; minute++) {
    stakes.push(nextStake(reserve) + (minute === 0 ? FIRST_STAKE : 0));
    reserve -= nextStake(reserve);
  }
  return stakes;
}

/** The evidence by its definition: each beginning by itself, and what is left. */
function mixture(all: readonly Minute[], stakes: readonly number[], logE: (part: readonly Minute[]) => number): number {
  const begun = all.map((_, from) => Math.log(stakes[from]) + logE(all.slice(from)));
  const left = Math.log(1 - all.reduce((sum, _, from) => sum + stakes[from], 0));
  return logMeanExp([...begun, left]) + Math.log(begun.length + 1);
}

/** By the primitives: of the ratio 1.25, and of the level 0.1 %. */
function logEs(all: readonly Minute[], rule = RATIO): readonly [ratio: number, level: number] {
  const [ratios, levels] = [ratiosUp(rule), levelGrid(0.001, 'up')];
  const each = all.map(([x1, n1, x0, n0]) => ({
    experiment: { events: x1, total: n1 },
    control: { events: x0, total: n0 },
  }));
  const compared = each.filter(({ control }) => control.total > 0); // without a control no level counts
  return [
    logMeanExp(
      each.reduce((w, { experiment, control }) => addRatio(w, ratios, 1.25, experiment, control), start(ratios)),
    ),
    logMeanExp(compared.reduce((w, { experiment }) => addLevel(w, levels, 0.001, experiment), start(levels))),
  ];
}

function chance(x: number, n: number, p: number): number {
  let ways = 1;
  for (let k = 0; k < x; k++) ways = (ways * (n - k)) / (k + 1);
  return ways * p ** x * (1 - p) ** (n - x);
}

/** Equal but for rounding, which grows with the size of what is added up. */
function close(one: number, other: number): void {
  expect(Math.abs(one - other)).toBeLessThan(1e-9 * Math.max(1, Math.abs(one)) * 100);
}
