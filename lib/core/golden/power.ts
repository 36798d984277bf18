/** Share of items on which two versions differ, before any was measured. */
export const ASSUMED_DISCORDANCE = 0.1;

/** Quantiles of the normal distribution: 95 % for the test's `ALPHA` of 5 %, and 80 % for the power. */
const Z_ALPHA = 1.6448536269514722;
const Z_POWER = 0.8416212335729143;

/** Fewer can't fail the exact test, however bad they are: ½⁴ > 5 % > ½⁵. */
const LEAST_ITEMS = 5;

/**
 * Predictions that a one-sided McNemar test at 5 % needs to detect, with 80 % power, that a version is right on `dropPoints` points of
 * percent fewer, when the two differ on the share `discordance`. With δ the drop and ψ the discordance, which is δ at least,
 *
 *     n = (z₀.₉₅ √ψ + z₀.₈ √(ψ − δ²))² / δ²
 *
 * (Miettinen, "The matched pairs design in the case of all-or-none responses", Biometrics 24, 1968; Connor, Biometrics 43, 1987).
 * The exact test is a little weaker: its power is 75 to 80 % for hundreds of predictions, 70 % for 50. Infinity for a drop of 0.
 */
export function itemsNeeded(dropPoints: number, discordance = ASSUMED_DISCORDANCE): number {
  return Math.max(LEAST_ITEMS, Math.ceil(formula(dropPoints / 100, discordance)));
}

/**
 * Smallest drop, in points of percent rounded up to hundredths, that so many predictions detect with 80 % power; undefined when they are
 * too few to detect any.
 */
export function detectableDropPoints(items: number, discordance = ASSUMED_DISCORDANCE): number | undefined {
  if (items < LEAST_ITEMS) return undefined;
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (formula(middle, discordance) > items) low = middle;
    else high = middle;
  }
  return Math.ceil(Number((high * 10_000).toFixed(6))) / 100;
}

function formula(drop: number, discordance: number): number {
  const differing = Math.max(discordance, drop);
  return (Z_ALPHA * Math.sqrt(differing) + Z_POWER * Math.sqrt(differing - drop * drop)) ** 2 / (drop * drop);
}
