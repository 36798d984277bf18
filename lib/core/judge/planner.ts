import { Guardrail, JudgeSettings } from '../../contract/judge';
import { CEILING_STAKE } from './evidence';
import { gridsOf, ratiosUp } from './guardrail';
import { FIRST_STAKE } from './reserve';

/** How the traffic moves: shares of the experiment from above 0 to below 1, each for so many minutes; the last one stays. */
export interface PlannedTraffic {
  readonly requestsPerMinute: number;
  readonly steps: readonly { readonly share: number; readonly minutes: number }[];
}

/** What a decision takes. */
export interface Effort {
  /** Minutes from the first step on, the reading lag not included. At least half of all releases need no more. */
  readonly minutes: number;
  /** Requests of both sides in that time, and those of the experiment. */
  readonly requests: number;
  readonly experimentRequests: number;
  /** 19 of 20 releases need no more minutes than this. */
  readonly unluckyMinutes: number;
}

/**
 * Evidence that all but one of twenty releases need, as a multiple of what the formula asks for. Measured: 1.9 to 2.5 times
 * (`npm run bench -- judge` repeats it).
 */
const UNLUCKY = 2.5;

/** What is suspected: a rate of the control, from above 0 to 1, and the experiment's as a multiple of it. */
export interface SuspectedRates {
  readonly baseRate: number;
  readonly ratio: number;
}

/** A bet, by what it gains with each request when the experiment has this share, and the evidence that it has to reach. */
interface Bet {
  readonly gain: (share: number) => number;
  readonly needed: number;
}

/**
 * Minutes and requests until a rollback is proven of a version that is bad from the first step on. Undefined when it never is: the ratio
 * is within the tolerance, the rate below the floor, or there is no traffic.
 *
 * A bet on the ratio R gains on average, with each request, what its logarithm gains: with p₁ the experiment's rate, p₀ the control's, and
 * ρ the share,
 *
 *     g = ρ p₁ ln(R/r₀) − (ρ p₁ + (1 − ρ) p₀) (ln(1 + ρ(R − 1)) − ln(1 + ρ(r₀ − 1)))
 *
 * which is, for the true R, the rate of events times the Kullback-Leibler distance between the shares of the events that R and r₀ make
 * the experiment's. It has a K-th of the stake s of the first minute, K bets in all, and the guardrail a part of the evidence, so
 * ln(K / (s part α)) must come together: N = ln(K / (s part α)) / g. That is more than the median by 0 to 25 %, because all bets count
 * and not the best one alone.
 * A floor must be disproved too, which takes the longer of both; and there must be `minBadEvents`.
 */
export function effortToRollBack(
  rule: Guardrail,
  { baseRate, ratio }: SuspectedRates,
  traffic: PlannedTraffic,
  settings: Pick<JudgeSettings, 'alphaRollback'>,
  part = 1,
): Effort | undefined {
  const experimentRate = Math.min(1, baseRate * ratio);
  const rates = { experimentRate, controlRate: baseRate };
  const ratioUp = ratiosUp(rule); // one bin of a drift guardrail is counted like errors
  const { levelUp } = gridsOf(rule);
  const stakes = (bets: readonly number[]) => Math.log(bets.length / (FIRST_STAKE * part * settings.alphaRollback));
  const proofs: Bet[][] = [ratioBets(ratioUp, rule.tolerance, rates, stakes(ratioUp))];
  if (rule.floor > 0) proofs.push(levelBets(levelUp, rule.floor, experimentRate, stakes(levelUp)));
  proofs.push([{ gain: (share) => share * experimentRate, needed: rule.minBadEvents }]);
  return effortOf((factor) => longest(proofs.map((bets) => soonest(bets, traffic, factor))), traffic);
}

/**
 * Minutes and requests until a version with this rate, the same as the control's, is proven not to be bad by the guardrail. The same
 * formula; the ratio or the ceiling will do, each with its part of the stake. A bound, not a median: at small rates, where both proofs come
 * together, it is up to twice the median. Undefined when it is never proven.
 */
export function effortToPromote(
  rule: Guardrail,
  baseRate: number,
  traffic: PlannedTraffic,
  settings: Pick<JudgeSettings, 'alphaPromote' | 'minimumRequests'>,
): Effort | undefined {
  const { ratioDown, levelDown } = gridsOf({ ...rule, kind: 'errors' });
  const ceilingStake = rule.ceiling > 0 ? CEILING_STAKE : 0;
  const stakes = (bets: readonly number[], stake: number) => Math.log(bets.length / (stake * settings.alphaPromote));
  const rates = { experimentRate: baseRate, controlRate: baseRate };
  const either = [
    ...ratioBets(ratioDown, rule.badRatio, rates, stakes(ratioDown, 1 - ceilingStake)),
    ...levelBets(levelDown, rule.ceiling, baseRate, stakes(levelDown, ceilingStake)),
  ];
  const counted: Bet = { gain: countedTogether(traffic), needed: settings.minimumRequests };
  return effortOf(
    (factor) =>
      longest([
        rule.rollbackOnly ? 0 : soonest(either, traffic, factor),
        soonest([counted], traffic, factor > 1 ? unluckyCount(counted.needed) / counted.needed : 1),
      ]),
    traffic,
  );
}

/** Requests of the rarer side, of each request: only minutes count in which the other side had some, too. */
function countedTogether({ requestsPerMinute }: PlannedTraffic): Bet['gain'] {
  const beside = (share: number) => -Math.expm1(-requestsPerMinute * share);
  return (share) => Math.min(share * beside(1 - share), (1 - share) * beside(share));
}

/**
 * Mean of a Poisson count that reaches `count` in 19 of 20 cases: 117 for 100. By Wilson and Hilferty's approximation of the gamma
 * distribution, which is off by less than 1 % from 2 on.
 */
function unluckyCount(count: number): number {
  return count * (1 - 1 / (9 * count) + 1.645 / (3 * Math.sqrt(count))) ** 3;
}

/** Smallest ratio, to a twentieth, that is rolled back within `minutes` in 19 of 20 releases; undefined when none up to 100 is. */
export function detectableRatio(
  rule: Guardrail,
  baseRate: number,
  minutes: number,
  traffic: PlannedTraffic,
  settings: Pick<JudgeSettings, 'alphaRollback'>,
  part = 1,
): number | undefined {
  const isSeen = (ratio: number) => {
    const effort = effortToRollBack(rule, { baseRate, ratio }, traffic, settings, part);
    return effort !== undefined && effort.unluckyMinutes <= minutes;
  };
  let [low, high] = [Math.floor(20 * rule.tolerance), 20 * 100];
  if (!isSeen(high / 20)) return undefined;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isSeen(middle / 20)) high = middle;
    else low = middle;
  }
  return high / 20;
}

/** The guardrail's part of the evidence: its weight by the sum of all. */
export function partOf(rule: Guardrail, all: readonly Guardrail[]): number {
  return rule.weight / all.reduce((sum, { weight }) => sum + weight, 0);
}

function ratioBets(
  grid: readonly number[],
  r0: number,
  { experimentRate, controlRate }: { readonly experimentRate: number; readonly controlRate: number },
  needed: number,
): Bet[] {
  return grid.map((ratio) => ({
    needed,
    gain: (share) => {
      const events = share * experimentRate + (1 - share) * controlRate;
      const spread = Math.log1p(share * (ratio - 1)) - Math.log1p(share * (r0 - 1));
      return share * experimentRate * Math.log(ratio / r0) - events * spread;
    },
  }));
}

function levelBets(grid: readonly number[], tau: number, rate: number, needed: number): Bet[] {
  return grid.map((q) => ({
    needed,
    gain: (share) => share * (rate * Math.log(q / tau) + (1 - rate) * (Math.log1p(-q) - Math.log1p(-tau))),
  }));
}

/** Minutes until the first of the bets has `factor` times what it needs. */
function soonest(bets: readonly Bet[], traffic: PlannedTraffic, factor: number): number {
  return Math.min(...bets.map((bet) => minutesOf(bet, traffic, factor)), Number.POSITIVE_INFINITY);
}

function longest(minutes: readonly number[]): number {
  return Math.max(...minutes);
}

function minutesOf({ gain, needed }: Bet, { requestsPerMinute, steps }: PlannedTraffic, factor: number): number {
  let left = needed * factor;
  let passed = 0;
  for (const [index, step] of steps.entries()) {
    const perMinute = requestsPerMinute * gain(step.share);
    const lasts = index === steps.length - 1 ? Number.POSITIVE_INFINITY : step.minutes;
    const minutes = perMinute > 0 ? left / perMinute : Number.POSITIVE_INFINITY;
    if (minutes <= lasts) return passed + minutes;
    left -= perMinute * lasts;
    passed += lasts;
  }
  return Number.POSITIVE_INFINITY;
}

function effortOf(minutesWith: (factor: number) => number, traffic: PlannedTraffic): Effort | undefined {
  const minutes = Math.ceil(minutesWith(1));
  if (!Number.isFinite(minutes)) return undefined;
  return {
    minutes,
    requests: Math.round(minutes * traffic.requestsPerMinute),
    experimentRequests: Math.round(experimentRequests(minutes, traffic)),
    unluckyMinutes: Math.ceil(minutesWith(UNLUCKY)),
  };
}

function experimentRequests(minutes: number, { requestsPerMinute, steps }: PlannedTraffic): number {
  let left = minutes;
  return steps.reduce((sum, step, index) => {
    const spent = index === steps.length - 1 ? left : Math.min(left, step.minutes);
    left -= spent;
    return sum + spent * step.share * requestsPerMinute;
  }, 0);
}
