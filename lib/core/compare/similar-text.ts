import { isEqual } from './equal';

/** Whether two texts have enough words in common. Lists of texts are compared one by one; what is no text must be the same. */
export function areSimilar(live: unknown, other: unknown, atLeastPercent: number): boolean {
  if (typeof live === 'string' && typeof other === 'string') return similarity(live, other) * 100 >= atLeastPercent;
  if (!Array.isArray(live) || !Array.isArray(other)) return isEqual(live, other);
  return live.length === other.length && live.every((text, index) => areSimilar(text, other[index], atLeastPercent));
}

/**
 * F1 of the words, each as often as it occurs, from 0 to 1: ROUGE-1 (Lin 2004) without stemming. Takes time in proportion to the
 * length, unlike an edit distance. Case and punctuation do not count; a script without spaces has few, long words.
 */
export function similarity(one: string, two: string): number {
  const [words, others] = [wordsOf(one), wordsOf(two)];
  if (words.length + others.length === 0) return one === two ? 1 : 0;
  const open = new Map<string, number>();
  for (const word of words) open.set(word, (open.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of others) {
    const left = open.get(word) ?? 0;
    if (left === 0) continue;
    common += 1;
    open.set(word, left - 1);
  }
  return (2 * common) / (words.length + others.length);
}

/** Runs of letters, marks and digits of any script, in lower case. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
