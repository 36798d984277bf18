import { Verdict } from '../../../contract/index';
import { ALPHA, mcnemar } from '../../golden/mcnemar';
import { metricsOf, PromptTotals, ReportedTest, SidesCompared } from './totals';

/** What the tests as a whole have to reach. */
export interface PromptLimits {
  /** Name of the check. */
  readonly name: string;
  /** Least share of tests that pass, 0 to 1. 1 when absent. */
  readonly minimumPassRate?: number;
  /** Least mean score, 0 to 1. No limit when absent. */
  readonly minimumScore?: number;
  /** Whether the live version got the same prompts. False when absent. */
  readonly isCompared?: boolean;
}

/** Share of the tests that have to be decided on both sides for a comparison. */
const LEAST_COMPARED = 0.95;

/** Share of the tests without an answer above which nothing passes, however low its limits: most of the model was not seen. */
const MOST_UNANSWERED = 0.5;

/** Sums of rounded millionths miss a limit by this much at most per test. */
const ROUNDING = 1e-6;

/**
 * The verdict over all tests. A critical test that fails fails the check. Otherwise pass rate and mean score have to reach their limits;
 * tests that are undecided count both ways, and `INSUFFICIENT_DATA` says that it depends on them, or that more than half of the tests
 * got no answer. Tests that only measure count nowhere.
 * Compared with the live version, the candidate fails when the exact one-sided McNemar test says at 5 % that it is worse.
 */
export function promptVerdict(limits: PromptLimits, totals: PromptTotals): Verdict {
  const { passed, failed, undecided } = totals;
  const tests = passed + failed + undecided;
  const verdict = (status: Verdict['status'], reason: string): Verdict => ({
    check: limits.name,
    status,
    reason,
    evidence: evidenceOf(totals, tests),
  });
  if (tests === 0) return verdict('INSUFFICIENT_DATA', `no test decides; ${totals.measured} only measure`);
  const counts = `${passed} of ${tests} prompts answered as expected`;
  if (totals.criticalFailed > 0) {
    return verdict('FAIL', `${totals.criticalFailed} critical tests failed${exampleIn(totals)}; ${counts}`);
  }
  const failures = [...worseThanLive(limits, totals.sides), ...shortfalls(limits, totals, tests, 'best')];
  if (failures.length > 0) return verdict('FAIL', `${failures.join('; ')}${exampleIn(totals)}; ${counts}`);
  if (totals.criticalUndecided > 0) {
    return verdict(
      'INSUFFICIENT_DATA',
      `${totals.criticalUndecided} critical tests are undecided${exampleIn(totals)}; ${counts}`,
    );
  }
  const doubts = shortfalls(limits, totals, tests, 'worst');
  if (doubts.length > 0) {
    return verdict(
      'INSUFFICIENT_DATA',
      `${undecided} tests are undecided${exampleIn(totals)}: ${doubts.join('; ')}; ${counts}`,
    );
  }
  if (totals.unanswered > MOST_UNANSWERED * tests) {
    return verdict(
      'INSUFFICIENT_DATA',
      `${totals.unanswered} of ${tests} prompts got no answer, half of them at most may${exampleIn(totals)}; look at the candidate's logs; ${counts}`,
    );
  }
  const missing = tooFewCompared(limits, totals.sides, tests);
  if (missing !== undefined) return verdict('INSUFFICIENT_DATA', `${missing}; ${counts}`);
  return verdict('PASS', `${counts}, mean score ${shown(totals.scoreMillionths / 1e6 / tests)}`);
}

/** Undecided tests are not compared: they are no evidence of anything. */
function worseThanLive({ isCompared = false }: PromptLimits, { onlyLive, onlyCandidate }: SidesCompared): string[] {
  const chance = mcnemar(onlyLive, onlyCandidate);
  if (!isCompared || onlyLive === 0 || chance >= ALPHA) return [];
  return [
    `worse than the live version (${onlyLive} got worse, ${onlyCandidate} better, chance ${Number(chance.toPrecision(2))} if it were as good)`,
  ];
}

function tooFewCompared({ isCompared = false }: PromptLimits, sides: SidesCompared, tests: number): string | undefined {
  const compared = sides.bothPass + sides.onlyLive + sides.onlyCandidate + sides.bothFail;
  if (!isCompared || compared >= LEAST_COMPARED * tests) return undefined;
  return `${compared} of ${tests} prompts could be compared with the live version, ${100 * LEAST_COMPARED} % are needed; look at the live environment`;
}

/** Limits that are not reached, undecided tests guessed as the worst or as the best. */
function shortfalls(
  { minimumPassRate = 1, minimumScore }: PromptLimits,
  { passed, undecided, scoreMillionths, bestScoreMillionths }: PromptTotals,
  tests: number,
  guess: 'worst' | 'best',
): readonly string[] {
  const passRate = (passed + (guess === 'best' ? undecided : 0)) / tests;
  const score = (guess === 'best' ? bestScoreMillionths : scoreMillionths) / 1e6 / tests;
  const isBelow = passRate < minimumPassRate - ROUNDING;
  const isWorse = minimumScore !== undefined && score < minimumScore - ROUNDING;
  return [
    ...(isBelow ? [`pass rate ${shown(passRate)} is below ${minimumPassRate}`] : []),
    ...(isWorse ? [`mean score ${shown(score)} is below ${minimumScore}`] : []),
  ];
}

function evidenceOf(totals: PromptTotals, tests: number): Record<string, unknown> {
  const { passed, failed, undecided, measured, unanswered, criticalFailed, notPassed, sides } = totals;
  return {
    tests,
    passed,
    failed,
    undecided,
    measured,
    unanswered,
    criticalFailed,
    passRate: tests === 0 ? 0 : shown(passed / tests),
    meanScore: tests === 0 ? 0 : shown(totals.scoreMillionths / 1e6 / tests),
    metrics: Object.fromEntries(Object.entries(metricsOf(totals)).map(([name, value]) => [name, shown(value)])),
    notPassed,
    sides,
  };
}

function exampleIn({ notPassed: [first] }: PromptTotals): string {
  return first === undefined ? '' : ` (${first.id}: ${whyOf(first)})`;
}

function whyOf({ error, failing: [first], outcome }: ReportedTest): string {
  return error ?? (first === undefined ? outcome : `${first.type} ${first.index}: ${first.reason}`);
}

function shown(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
