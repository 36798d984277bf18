import { own } from '../records';
import { TestOutcome, TestResult, WeightedSum } from './test-result';

/**
 * One result of several runs of a test: it passes when more than half of the runs do, so a tie fails. Runs that are undecided leave it
 * undecided as long as they could make the difference. Answers are never compared: a model may say the same in other words.
 */
export function majority(runs: readonly TestResult[]): TestResult {
  const [first] = runs;
  if (first === undefined) throw new Error('a test needs a run; repeat must be 1 or more');
  if (runs.length === 1) return first;
  const outcome = outcomeOf(runs);
  // The failing assertions of a run that went as the majority did explain it best.
  const example = runs.find((run) => run.outcome === outcome) ?? first;
  return {
    ...example,
    outcome,
    pass: outcome === 'pass',
    score: mean(runs.map(({ score }) => score)),
    bestScore: mean(runs.map(({ bestScore }) => bestScore)),
    namedScores: meanScores(runs),
  };
}

function outcomeOf(runs: readonly TestResult[]): TestOutcome {
  if (runs.every(({ outcome }) => outcome === 'measured')) return 'measured';
  const count = (wanted: TestOutcome) => runs.filter(({ outcome }) => outcome === wanted).length;
  if (count('pass') * 2 > runs.length) return 'pass';
  return (count('pass') + count('undecided')) * 2 > runs.length ? 'undecided' : 'fail';
}

/** A test weighs as much as others, however often it runs. */
function meanScores(runs: readonly TestResult[]): Readonly<Record<string, WeightedSum>> {
  const names = new Set(runs.flatMap(({ namedScores }) => Object.keys(namedScores)));
  const entries = [...names].map((name) => {
    const each = runs.map(({ namedScores }) => own(namedScores, name) ?? { sum: 0, weight: 0 });
    return [name, { sum: mean(each.map(({ sum }) => sum)), weight: mean(each.map(({ weight }) => weight)) }] as const;
  });
  return Object.fromEntries(entries);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
