import { isRecord } from '../records';
import { spacedWords } from '../scores/grams';
import { costOf } from './cost';
import { Given, impossible, isText, limited, NativeCheck, scored, yesOrNo } from './native-check';
import { shareProblem } from './score-checks';

type MeasureType = 'word-count' | 'latency' | 'cost' | 'perplexity' | 'perplexity-score' | 'finish-reason';

/** What can be measured of an answer besides its words. */
export const MEASURE_CHECKS: Readonly<Record<MeasureType, NativeCheck>> = {
  'word-count': {
    problem: ({ value }) => (rangeOf(value) === undefined ? rangeProblem(value) : undefined),
    grade: ({ value }, { output }) => {
      const { min, max } = rangeOf(value) ?? { min: 0, max: 0 };
      const words = spacedWords(output).length;
      const asked = max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`;
      return yesOrNo(words >= min && words <= max, `${words} words, ${asked} asked for`);
    },
  },
  latency: {
    problem: ({ threshold }) => limitProblem('latency', 'milliseconds', threshold),
    grade: ({ threshold = 0 }, { latencyMs }) => limited('latency', latencyMs, threshold, ' ms'),
  },
  cost: {
    // Without a threshold it measures; whether its weight is 0 then is looked at where weights are read.
    problem: ({ threshold }) => (threshold === undefined ? undefined : limitProblem('cost', 'dollars', threshold)),
    grade: ({ threshold }, { answer, prices }) => {
      if (prices === undefined) return impossible('cost: no prices are stated');
      if (answer.usage === undefined) return impossible('cost: the answer states no token usage');
      const dollars = costOf(answer.usage, prices);
      if (threshold === undefined) return { pass: true, score: dollars, reason: 'cost is measured only' };
      return limited('cost', dollars, threshold, ' dollars');
    },
  },
  perplexity: {
    problem: ({ threshold }) => limitProblem('perplexity', 'a perplexity of 1 or more', threshold),
    grade: ({ threshold = 0 }, { answer: { logprobs } }) =>
      hasSome(logprobs) ? limited('perplexity', perplexity(logprobs), threshold) : NO_LOGPROBS,
  },
  'perplexity-score': {
    problem: ({ threshold }) => shareProblem('perplexity-score', threshold),
    grade: ({ threshold = 0 }, { answer: { logprobs } }) =>
      hasSome(logprobs) ? scored('perplexity score', 1 / (1 + perplexity(logprobs)), threshold) : NO_LOGPROBS,
  },
  'finish-reason': {
    problem: ({ value }) =>
      isText(value) && value !== ''
        ? undefined
        : `finish-reason needs a value such as stop, got ${JSON.stringify(value)}; say which`,
    grade: ({ value }, { answer: { finishReason } }) => {
      if (finishReason === undefined) return impossible('finish-reason: the answer states none');
      const pass = finishReason.toLowerCase() === String(value).toLowerCase();
      return yesOrNo(pass, `the answer ended by ${finishReason}, ${String(value)} asked for`);
    },
  },
};

const NO_LOGPROBS = impossible('perplexity: the answer has no log probabilities; ask for them with logprobs: true');

/** Inverse of the geometric mean of the tokens' probabilities. */
function perplexity(logprobs: readonly number[]): number {
  return Math.exp(-logprobs.reduce((sum, each) => sum + each, 0) / logprobs.length);
}

function hasSome(logprobs: readonly number[] | undefined): logprobs is readonly number[] {
  return logprobs !== undefined && logprobs.length > 0;
}

function rangeOf(value: Given['value']): { readonly min: number; readonly max: number } | undefined {
  const exact = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof exact === 'number') return Number.isFinite(exact) ? { min: exact, max: exact } : undefined;
  if (!isRecord(value)) return undefined;
  const { min, max } = value;
  const isRange = [min, max].every((each) => each === undefined || typeof each === 'number');
  if (!isRange || (min === undefined && max === undefined)) return undefined;
  return { min: (min as number | undefined) ?? 0, max: (max as number | undefined) ?? Number.POSITIVE_INFINITY };
}

function rangeProblem(value: unknown): string {
  return `word-count needs a number or {min, max} as value, got ${JSON.stringify(value)}; say how many words`;
}

function limitProblem(type: string, unit: string, threshold: number | undefined): string | undefined {
  if (threshold !== undefined && threshold >= 0) return undefined;
  return `${type} needs a threshold in ${unit}, got ${threshold}; say how much is allowed`;
}
