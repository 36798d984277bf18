import { commonGrams, gramsOf, mostOfEach, spacedWords } from './grams';

const LONGEST_GRAM = 4;
/** Precision of runs of which none is common, as in promptfoo: a logarithm needs more than 0. */
const NO_MATCH = 1e-7;

/**
 * BLEU (Papineni et al. 2002) of one sentence, 0 to 1: geometric mean of the precisions of runs of 1 to 4 words, clipped by the most
 * of each run in any reference, times the brevity penalty of the reference nearest in length (the shorter of two). Runs longer than the
 * text are left out and the others weigh the same, so that a short text that is right scores 1. 0 without a common word.
 */
export function bleu(text: string, references: readonly string[]): number {
  const words = spacedWords(text);
  const expected = references.map(spacedWords).filter((reference) => reference.length > 0);
  if (words.length === 0 || expected.length === 0) return 0;
  const orders = Array.from({ length: Math.min(LONGEST_GRAM, words.length) }, (_, index) => index + 1);
  const matches = orders.map((n) =>
    commonGrams(gramsOf(words, n), mostOfEach(expected.map((reference) => gramsOf(reference, n)))),
  );
  if (matches[0] === 0) return 0;
  const logs = orders.map((n, index) => Math.log(matches[index] / (words.length - n + 1) || NO_MATCH));
  const mean = logs.reduce((sum, log) => sum + log, 0) / orders.length;
  return brevityPenalty(words.length, nearest(expected, words.length)) * Math.exp(mean);
}

function nearest(references: readonly (readonly string[])[], length: number): number {
  const byDistance = references
    .map((reference) => reference.length)
    .sort((one, two) => Math.abs(one - length) - Math.abs(two - length) || one - two);
  return byDistance[0];
}

function brevityPenalty(length: number, expected: number): number {
  return length >= expected ? 1 : Math.exp(1 - expected / length);
}
