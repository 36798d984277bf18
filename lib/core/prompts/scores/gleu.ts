import { commonGrams, gramsOf, spacedWords } from './grams';

const ORDERS = [1, 2, 3, 4] as const;

/**
 * GLEU (Wu et al. 2016), 0 to 1: the lesser of precision and recall of all runs of 1 to 4 words; the best of several references.
 * Full stops at the end of a word do not count, as in promptfoo.
 */
export function gleu(text: string, references: readonly string[]): number {
  const words = wordsWithoutStops(text);
  return Math.max(0, ...references.map((reference) => against(words, wordsWithoutStops(reference))));
}

function against(words: readonly string[], expected: readonly string[]): number {
  const longer = Math.max(runsIn(words), runsIn(expected));
  if (longer === 0) return 0;
  const common = ORDERS.reduce((sum, n) => sum + commonGrams(gramsOf(words, n), gramsOf(expected, n)), 0);
  return common / longer;
}

function runsIn(words: readonly string[]): number {
  return ORDERS.reduce((sum, n) => sum + Math.max(0, words.length - n + 1), 0);
}

function wordsWithoutStops(text: string): readonly string[] {
  return spacedWords(text)
    .map((word) => word.replace(/\.+$/, ''))
    .filter((word) => word !== '');
}
