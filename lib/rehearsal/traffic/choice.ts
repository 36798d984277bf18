/** Steps of the golden ratio's fraction: the sequence fills [0, 1) more evenly than any other step (Weyl, Knuth). */
const GOLDEN_FRACTION = 0.6180339887498949;

/**
 * Chooses by weight so that every share is met smoothly: after n choices each option is within about log n of its exact share.
 * A weighted round robin would be as even, but its period can fall into step with a load generator's rotating requests, and
 * a 5 % canary would then see only every twentieth of them; this sequence has no period.
 */
export class WeightedChoice {
  private position: number;

  /** @param seed any finite number; the same seed gives the same choices */
  constructor(seed: number) {
    this.position = fraction(Math.abs(seed) * Math.SQRT2);
  }

  /** The index of the chosen weight, or undefined when all are 0. */
  next(weights: readonly number[]): number | undefined {
    let total = 0;
    for (const weight of weights) total += weight;
    if (total === 0) return undefined;
    this.position = fraction(this.position + GOLDEN_FRACTION);
    const point = this.position * total;
    let sum = 0;
    return weights.findIndex((weight) => (sum += weight) > point); // point is below total, so one always is
  }
}

function fraction(value: number): number {
  return value - Math.floor(value);
}
