import { HistogramCounts } from '../../../contract/load';
import { LoadHistogram, mergeHistograms } from '../../load/histogram';
import { merge, NO_TOTALS, PromptTotals } from './totals';

/** Milliseconds of one answer. */
export interface AnswerTime {
  /** To the last byte. */
  readonly totalMs: number;
  /** To the first piece of a streamed answer. */
  readonly firstTokenMs?: number;
}

/** What was counted of some tests. Small JSON; parts merge in any order and grouping to the same. */
export interface PromptCounts {
  readonly tests: number;
  readonly totals: PromptTotals;
  /** Milliseconds to the last byte of the candidate's answers. */
  readonly total: HistogramCounts;
  /** Milliseconds to the first piece of streamed answers. */
  readonly firstToken: HistogramCounts;
}

export const NO_PROMPTS: PromptCounts = {
  tests: 0,
  totals: NO_TOTALS,
  total: { buckets: [] },
  firstToken: { buckets: [] },
};

/** Counts of one test. */
export function promptCounts(totals: PromptTotals, times: readonly AnswerTime[]): PromptCounts {
  return {
    tests: 1,
    totals,
    total: histogramOf(times.map(({ totalMs }) => totalMs)),
    firstToken: histogramOf(times.flatMap(({ firstTokenMs }) => firstTokenMs ?? [])),
  };
}

export function mergePromptCounts(one: PromptCounts, two: PromptCounts): PromptCounts {
  return {
    tests: one.tests + two.tests,
    totals: merge(one.totals, two.totals),
    total: mergeHistograms([one.total, two.total]),
    firstToken: mergeHistograms([one.firstToken, two.firstToken]),
  };
}

function histogramOf(values: readonly number[]): HistogramCounts {
  const histogram = new LoadHistogram();
  for (const value of values) histogram.add(value);
  return histogram.toJSON();
}
