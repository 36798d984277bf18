/**
 * `measured`: nothing in the test decides (weights of 0, advisory judges), so it counts neither way. `undecided`: a judge that counts
 * said nothing, and the test may pass or fail with what it would have said.
 */
export type TestOutcome = 'pass' | 'fail' | 'undecided' | 'measured';

/** An assertion that was not met. */
export interface FailingAssertion {
  /** Where it stands in its test: `2`, or `2.0` within a set. */
  readonly index: string;
  /** As the user wrote it, `not-` included. */
  readonly type: string;
  readonly metric?: string;
  /** Names and numbers, never content. */
  readonly reason: string;
  /** Reported only. */
  readonly advisory?: boolean;
  readonly undecided?: boolean;
  /** What was expected and what judges said; only when asked for. */
  readonly details?: { readonly expected?: unknown; readonly said?: readonly string[] };
}

/** A sum of scores and of their weights; the quotient is the metric. */
export interface WeightedSum {
  readonly sum: number;
  readonly weight: number;
}

/** How one test went. */
export interface TestResult {
  readonly id: string;
  readonly outcome: TestOutcome;
  readonly pass: boolean;
  /** Weighted mean of the assertions, 0 to 1; what is undecided counts as 0 in it. */
  readonly score: number;
  /** The same with 1 for what is undecided. */
  readonly bestScore: number;
  readonly critical: boolean;
  readonly failing: readonly FailingAssertion[];
  readonly namedScores: Readonly<Record<string, WeightedSum>>;
  /** Why there was no answer. */
  readonly error?: string;
  /** The model's text; only when asked for. */
  readonly output?: string;
}
