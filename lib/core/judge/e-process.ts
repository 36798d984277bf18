import { Counts } from '../../contract/judge';

/*
 * Evidence that may be looked at as often as one likes.
 *
 * Everything the judge counts is a minute with n₁ requests of the experiment, of which x₁ were bad, and n₀ and x₀ of the control; their
 * bad rates are p₁ and p₀. To show p₁ > r₀ p₀ the judge bets against the opposite: it starts with 1, and multiplies with a factor each
 * minute which is 1 or less on average as long as p₁ ≤ r₀ p₀. Such a product reaches 1/α with probability α at most, ever (Ville's
 * inequality for nonnegative supermartingales). There is no number of looks in that, so none is too many.
 *
 * The factor, for a ratio R > r₀ that is bet on, says how much likelier R makes it that x₁ of the x₁ + x₀ bad requests were the
 * experiment's. With the experiment's share ρ = n₁/(n₁ + n₀) of the requests,
 *
 *     f = (R/r₀)^x₁ · c^(x₁ + x₀),    c = (1 + ρ(r₀ − 1)) / (1 + ρ(R − 1)) = (n₁ r₀ + n₀) / (n₁ R + n₀).
 *
 * Why its mean is at most 1: requests are bad independently of each other, given the rates of the minute. The mean of a^x for x of n with
 * rate p is (1 + p(a − 1))^n ≤ exp(n p (a − 1)); for Poisson counts it is exactly that. Hence
 *
 *     E f ≤ exp( n₁ p₁ (cR/r₀ − 1) + n₀ p₀ (c − 1) ).
 *
 * cR/r₀ = (n₁ R + n₀ R/r₀) / (n₁ R + n₀) ≥ 1, so the exponent grows with p₁, and is largest at p₁ = r₀ p₀, where it is
 *
 *     p₀ ( n₁ (cR − r₀) + n₀ (c − 1) ) = p₀ ( c (n₁ R + n₀) − (n₁ r₀ + n₀) ) = 0.
 *
 * For R < r₀ the inequality turns around, so the same factor bets that p₁ < r₀ p₀ (a promotion's proof). p₀ may be another one each minute,
 * and so may ρ: that is why incidents of both sides, and steps of a traffic shift, do no harm. A minute without requests of one side has
 * c = r₀/R or c = 1 and a factor of 1 for what that side can't have had.
 *
 * Nobody knows the right R beforehand, so the stake is spread evenly over a grid; a mean of such products is such a product. The same
 * goes for one side alone against a fixed rate τ, with the likelihood ratio of q to τ as the factor (`level…`). What is bet on
 * worse versions is not bet all at once, so that late faults are found too: `reserve.ts`.
 */

/**
 * Ratios that are bet on when the experiment is suspected to be worse, and when it is hoped to be good. A good version is as good as the
 * live one, or hardly worse; one that is better wins the same bets sooner.
 */
const RATIOS_UP = [1.25, 1.5, 2, 3, 5, 10, 20, 50, 100];
const RATIOS_DOWN = [1, 1.25];

/** Rates that are bet on, as multiples of the limit τ. */
const LEVELS_UP = [2, 3, 5, 10, 20, 50, 100];
const LEVELS_DOWN = [0.01, 0.05, 0.1, 0.2, 0.5];

/** A rate that is bet on must leave room for good requests. */
const HIGHEST_RATE = 0.95;

export type Direction = 'up' | 'down';

/** The ratios that can prove the rate to be above (`up`) or below `r0` times the control's. */
export function ratioGrid(r0: number, direction: Direction): readonly number[] {
  return direction === 'up' ? RATIOS_UP.filter((ratio) => ratio > r0) : RATIOS_DOWN.filter((ratio) => ratio < r0);
}

/** The rates that can prove a rate to be above (`up`) or below `tau`. */
export function levelGrid(tau: number, direction: Direction): readonly number[] {
  return (direction === 'up' ? LEVELS_UP : LEVELS_DOWN).map((factor) => factor * tau).filter((q) => q < HIGHEST_RATE);
}

/** Logarithms of the stakes before anything was counted: one for each bet. */
export function start(grid: readonly number[]): readonly number[] {
  return grid.map(() => 0);
}

/** The stakes on each ratio of `grid` after one more minute. */
export function addRatio(
  logWeights: readonly number[],
  grid: readonly number[],
  r0: number,
  experiment: Counts,
  control: Counts,
): readonly number[] {
  const requests = experiment.total + control.total;
  const events = experiment.events + control.events;
  if (requests === 0 || events === 0) return logWeights;
  const share = experiment.total / requests;
  const base = Math.log1p(share * (r0 - 1));
  return logWeights.map((weight, index) => {
    const ratio = grid[index];
    return weight + experiment.events * Math.log(ratio / r0) - events * (Math.log1p(share * (ratio - 1)) - base);
  });
}

/** The stakes on each rate of `grid` after one more minute of one side. */
export function addLevel(
  logWeights: readonly number[],
  grid: readonly number[],
  tau: number,
  { events, total }: Counts,
): readonly number[] {
  if (total === 0) return logWeights;
  const base = Math.log1p(-tau);
  return logWeights.map((weight, index) => {
    const q = grid[index];
    return weight + events * Math.log(q / tau) + (total - events) * (Math.log1p(-q) - base);
  });
}

/** ln of the mean of e^w: what all stakes together are worth. Of no stakes it is 0, because nothing was bet. */
export function logMeanExp(logWeights: readonly number[]): number {
  if (logWeights.length === 0) return 0;
  const largest = Math.max(...logWeights); // taken out, so that no power overflows
  return (
    largest + Math.log(logWeights.reduce((sum, weight) => sum + Math.exp(weight - largest), 0) / logWeights.length)
  );
}

/** The same with shares: ln(Σ weight e^logE / Σ weight). */
export function logWeightedMeanExp(all: readonly { readonly logE: number; readonly weight: number }[]): number {
  const shares = all.reduce((sum, { weight }) => sum + weight, 0);
  if (shares === 0) return 0;
  const largest = Math.max(...all.map(({ logE }) => logE));
  const sum = all.reduce((total, { logE, weight }) => total + weight * Math.exp(logE - largest), 0);
  return largest + Math.log(sum / shares);
}
