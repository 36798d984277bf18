import { Retrier } from '../definition/error-handling';
import { StateFailure, matchesError } from '../failure';
import { Random } from '../random';

/** Counts the attempts of one visit of a state and says how long to wait before the next. */
export class RetryBudget {
  private readonly used = new Map<Retrier, number>();

  constructor(
    private readonly retriers: readonly Retrier[],
    private readonly random: Random,
  ) {}

  /**
   * Seconds until the next attempt, or undefined when there is none. Only the first retrier that matches counts: when its
   * attempts are used up, later ones that would match as well are not asked.
   */
  nextDelay(failure: StateFailure): number | undefined {
    const retrier = this.retriers.find(({ ErrorEquals }) => matchesError(ErrorEquals, failure.error));
    if (retrier === undefined) return undefined;
    const used = this.used.get(retrier) ?? 0;
    if (used >= retrier.MaxAttempts) return undefined;
    this.used.set(retrier, used + 1);
    return retryDelay(retrier, used, this.random);
  }
}

/**
 * `IntervalSeconds × BackoffRate^used`, at most MaxDelaySeconds; with FULL jitter a random part of that.
 * @param used attempts that this retrier has already given: 0 for the first
 */
export function retryDelay(retrier: Retrier, used: number, random: Random): number {
  const backoff = retrier.IntervalSeconds * retrier.BackoffRate ** used;
  const delay = Math.min(backoff, retrier.MaxDelaySeconds ?? Infinity);
  return retrier.JitterStrategy === 'FULL' ? delay * random() : delay;
}
