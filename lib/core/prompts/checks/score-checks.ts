import { bleu } from '../scores/bleu';
import { editDistance } from '../scores/edit-distance';
import { gleu } from '../scores/gleu';
import { rougeRecall } from '../scores/rouge';
import { Given, isText, NativeCheck, scored, yesOrNo } from './native-check';

/** promptfoo's thresholds. */
const MOST_EDITS = 5;
const LEAST_BLEU = 0.5;
const LEAST_ROUGE = 0.75;

/** How near the answer's text is to expected ones. */
export const SCORE_CHECKS: Readonly<Record<'levenshtein' | 'rouge-n' | 'bleu' | 'gleu', NativeCheck>> = {
  levenshtein: {
    problem: ({ value, threshold }) =>
      oneReference('levenshtein', value) ?? (threshold === undefined ? undefined : countProblem(threshold)),
    grade: ({ value, threshold = MOST_EDITS }, { output }) => {
      const edits = editDistance(output, String(value), threshold);
      const found = edits > threshold ? `more than ${threshold}` : String(edits);
      return yesOrNo(edits <= threshold, `edit distance ${found}, at most ${threshold} allowed`);
    },
  },
  'rouge-n': {
    problem: ({ value, threshold }) => oneReference('rouge-n', value) ?? shareProblem('rouge-n', threshold),
    grade: ({ value, threshold = LEAST_ROUGE }, { output }) =>
      scored('ROUGE-1', rougeRecall(output, String(value)), threshold),
  },
  bleu: {
    problem: ({ value, threshold }) => someReferences('bleu', value) ?? shareProblem('bleu', threshold),
    grade: (given, { output }) => scored('BLEU', bleu(output, referencesOf(given)), given.threshold ?? LEAST_BLEU),
  },
  gleu: {
    problem: ({ value, threshold }) => someReferences('gleu', value) ?? shareProblem('gleu', threshold),
    grade: (given, { output }) => scored('GLEU', gleu(output, referencesOf(given)), given.threshold ?? LEAST_BLEU),
  },
};

function referencesOf({ value }: Given): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

function oneReference(type: string, value: unknown): string | undefined {
  return isText(value)
    ? undefined
    : `${type} needs a text as value, got ${JSON.stringify(value)}; say what to compare with`;
}

function someReferences(type: string, value: unknown): string | undefined {
  const isSome = Array.isArray(value) ? value.length > 0 && value.every(isText) : isText(value);
  return isSome
    ? undefined
    : `${type} needs a text or a list of texts as value, got ${JSON.stringify(value)}; say what to compare with`;
}

/** A score is 0 to 1; with a threshold above that nothing passes. */
export function shareProblem(type: string, threshold: number | undefined): string | undefined {
  if (threshold === undefined || (threshold >= 0 && threshold <= 1)) return undefined;
  return `threshold of ${type} must be 0 to 1, got ${threshold}; it is a share, not a percentage`;
}

function countProblem(threshold: number): string | undefined {
  if (threshold >= 0) return undefined;
  return `threshold of levenshtein must be a number of edits, got ${threshold}; 0 for none`;
}
