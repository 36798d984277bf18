import { logMeanExp } from './e-process';

/*
 * Bets on versions that turn bad later.
 *
 * A bet that a version is worse loses a little in each healthy minute. After an hour of them, at 6,000 requests a minute, nothing is left of
 * it, and a version that turns bad then would first have to win that back. So a part of the stake is kept in reserve, where no minute can
 * take from it, and some of the reserve is bet each minute. With S for what a bet is worth, r for the reserve and f for a minute's factor,
 *
 *     S₀ = 0.9,  r₀ = 0.1,    πₜ = rₜ₋₁ / 120,    Sₜ = (Sₜ₋₁ + πₜ) fₜ,  rₜ = rₜ₋₁ − πₜ,    Eₜ = Sₜ + rₜ.
 *
 * Why E is still such a process: E₀ = 1, nothing is below 0, and what moves from one to the other changes no sum. πₜ is known before the
 * minute's events are, so fₜ has a mean of 1 at most given it, and the mean of Eₜ is at most Sₜ₋₁ + πₜ + rₜ = Eₜ₋₁. A minute in which
 * nothing was counted is not read, and moves nothing; whether it is read hangs on its requests, not on how many of them were bad.
 *
 * Sₜ is the sum of products that begin in each of the minutes, so a fault of the first minute needs ln(1/0.9) = 0.1 more evidence than if
 * all were bet at once, and one of minute t 7.1 + t/120 at most, however much was lost before it. Taking a part of what is left, instead
 * of equal parts, has no last minute, and nothing has to count minutes.
 */

/** Of the stake, what is bet on the first minute. More would leave late faults less; less would find early ones later. */
export const FIRST_STAKE = 0.9;

/**
 * The reserve halves in 83 minutes. Slower would find faults after many hours a little sooner, and would falsely roll back more versions
 * that are watched for a day on hosts whose noise no proof covers (`npm run bench -- judge`).
 */
const SHARE_A_MINUTE = 1 / 120;

/** The reserve before anything was counted. */
export const FULL_RESERVE = 1 - FIRST_STAKE;

/** Logarithms of what is bet on the first minute: one for each bet. */
export function startWithReserve(grid: readonly number[]): readonly number[] {
  return grid.map(() => Math.log(FIRST_STAKE));
}

/** What is taken from the reserve for the next minute. */
export function nextStake(reserve: number): number {
  return reserve * SHARE_A_MINUTE;
}

/** The same bets with `stake` more on each. */
export function raise(logWeights: readonly number[], stake: number): readonly number[] {
  const logStake = Math.log(stake);
  return logWeights.map((weight) => logSum(weight, logStake));
}

/** ln of what all bets together are worth, with the reserve. Of no bets it is 0, because nothing was bet. */
export function logWorth(logWeights: readonly number[], reserve: number): number {
  return logWeights.length === 0 ? 0 : logSum(logMeanExp(logWeights), Math.log(reserve));
}

/** ln(e^one + e^other); `other` may be −∞. */
function logSum(one: number, other: number): number {
  return Math.max(one, other) + Math.log1p(Math.exp(-Math.abs(one - other)));
}
