import { wordsOf } from '../../compare/similar-text';
import { commonGrams, gramsOf } from './grams';

/**
 * ROUGE-N (Lin 2004), 0 to 1: share of the reference's runs of `n` words that the text has too, each as often as it occurs. Words are
 * runs of letters and digits of any script in lower case, without stemming. 0 when the reference has no run of that length.
 */
export function rougeRecall(text: string, reference: string, n = 1): number {
  const expected = wordsOf(reference);
  const runs = expected.length - n + 1;
  return runs <= 0 ? 0 : commonGrams(gramsOf(wordsOf(text), n), gramsOf(expected, n)) / runs;
}
