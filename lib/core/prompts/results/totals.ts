import { addCounts } from '../../add-counts';
import { own } from '../records';
import { FailingAssertion, TestOutcome, TestResult, WeightedSum } from './test-result';

/** A test in the report. */
export interface ReportedTest {
  /** Position among all tests, across shards. */
  readonly position: number;
  readonly id: string;
  readonly critical: boolean;
  readonly outcome: TestOutcome;
  readonly error?: string;
  /** The first few of its failing assertions. */
  readonly failing: readonly FailingAssertion[];
}

/** The same tests on both sides, as McNemar's test wants them. What is undecided on a side is not compared. */
export interface SidesCompared {
  readonly bothPass: number;
  /** b: the live version passes and the candidate fails. */
  readonly onlyLive: number;
  /** c: the candidate passes and the live version fails. */
  readonly onlyCandidate: number;
  readonly bothFail: number;
  readonly notCompared: number;
}

/** Results of some tests. Shards merge in any order and grouping to the same; scores are whole millionths for that reason. */
export interface PromptTotals {
  readonly passed: number;
  readonly failed: number;
  readonly undecided: number;
  readonly measured: number;
  /** Of the failed ones those without an answer. */
  readonly unanswered: number;
  readonly criticalFailed: number;
  readonly criticalUndecided: number;
  /** Sum of the scores of tests that decide, in millionths; what is undecided counts as 0. */
  readonly scoreMillionths: number;
  /** The same with 1 for what is undecided. */
  readonly bestScoreMillionths: number;
  /** Sums and weights in millionths. */
  readonly metrics: Readonly<Record<string, WeightedSum>>;
  /** Critical tests first, then by position; the first `MOST_REPORTED`. */
  readonly notPassed: readonly ReportedTest[];
  readonly sides: SidesCompared;
}

export const MOST_REPORTED = 20;
const MOST_ASSERTIONS = 5;
const MILLION = 1_000_000;

const NO_SIDES: SidesCompared = { bothPass: 0, onlyLive: 0, onlyCandidate: 0, bothFail: 0, notCompared: 0 };

export const NO_TOTALS: PromptTotals = {
  passed: 0,
  failed: 0,
  undecided: 0,
  measured: 0,
  unanswered: 0,
  criticalFailed: 0,
  criticalUndecided: 0,
  scoreMillionths: 0,
  bestScoreMillionths: 0,
  metrics: {},
  notPassed: [],
  sides: NO_SIDES,
};

/**
 * Totals of one test.
 * @param position of the test among all tests
 * @param live how the live version did the same test; undefined when it was not asked
 */
export function totalsOf(position: number, result: TestResult, live?: TestResult): PromptTotals {
  const { id, outcome, critical, error, failing } = result;
  const decides = outcome !== 'measured';
  const isReported = outcome === 'fail' || outcome === 'undecided';
  const reported: ReportedTest = {
    position,
    id,
    critical,
    outcome,
    ...(error === undefined ? {} : { error }),
    failing: failing.slice(0, MOST_ASSERTIONS),
  };
  return {
    passed: Number(outcome === 'pass'),
    failed: Number(outcome === 'fail'),
    undecided: Number(outcome === 'undecided'),
    measured: Number(outcome === 'measured'),
    unanswered: Number(error !== undefined && outcome === 'fail'),
    criticalFailed: Number(critical && outcome === 'fail'),
    criticalUndecided: Number(critical && outcome === 'undecided'),
    scoreMillionths: decides ? millionths(result.score) : 0,
    bestScoreMillionths: decides ? millionths(result.bestScore) : 0,
    metrics: mapped(result.namedScores, ({ sum, weight }) => ({ sum: millionths(sum), weight: millionths(weight) })),
    notPassed: isReported ? [reported] : [],
    sides: live === undefined ? NO_SIDES : compareSides(outcome, live.outcome),
  };
}

/** Totals of both. */
export function merge(one: PromptTotals, two: PromptTotals): PromptTotals {
  return {
    passed: one.passed + two.passed,
    failed: one.failed + two.failed,
    undecided: one.undecided + two.undecided,
    measured: one.measured + two.measured,
    unanswered: one.unanswered + two.unanswered,
    criticalFailed: one.criticalFailed + two.criticalFailed,
    criticalUndecided: one.criticalUndecided + two.criticalUndecided,
    scoreMillionths: one.scoreMillionths + two.scoreMillionths,
    bestScoreMillionths: one.bestScoreMillionths + two.bestScoreMillionths,
    metrics: mergeMetrics(one.metrics, two.metrics),
    notPassed: [...one.notPassed, ...two.notPassed].sort(byImportance).slice(0, MOST_REPORTED),
    sides: addCounts(one.sides, two.sides),
  };
}

/** Each metric as the weighted mean of its scores. */
export function metricsOf({ metrics }: PromptTotals): Readonly<Record<string, number>> {
  return mapped(metrics, ({ sum, weight }) => (weight === 0 ? 0 : sum / weight));
}

function compareSides(candidate: TestOutcome, live: TestOutcome): SidesCompared {
  const isDecided = (outcome: TestOutcome) => outcome === 'pass' || outcome === 'fail';
  if (!isDecided(candidate) || !isDecided(live)) return { ...NO_SIDES, notCompared: 1 };
  const [right, liveRight] = [candidate === 'pass', live === 'pass'];
  return {
    bothPass: Number(right && liveRight),
    onlyLive: Number(!right && liveRight),
    onlyCandidate: Number(right && !liveRight),
    bothFail: Number(!right && !liveRight),
    notCompared: 0,
  };
}

function byImportance(one: ReportedTest, two: ReportedTest): number {
  return Number(two.critical) - Number(one.critical) || one.position - two.position;
}

function mergeMetrics(one: PromptTotals['metrics'], two: PromptTotals['metrics']): PromptTotals['metrics'] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(two)])].sort();
  const nothing: WeightedSum = { sum: 0, weight: 0 };
  const entries = names.map((name) => {
    const [first, second] = [own(one, name) ?? nothing, own(two, name) ?? nothing];
    return [name, { sum: first.sum + second.sum, weight: first.weight + second.weight }] as const;
  });
  return Object.fromEntries(entries);
}

function mapped<T, R>(record: Readonly<Record<string, T>>, change: (value: T) => R): Readonly<Record<string, R>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)] as const));
}

function millionths(value: number): number {
  return Math.round(value * MILLION);
}
