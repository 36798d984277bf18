/** How often each run of `n` words occurs. */
export type Grams = ReadonlyMap<string, number>;

/** Words between white space, in lower case; punctuation stays with its word. */
export function spacedWords(text: string): readonly string[] {
  const trimmed = text.trim().toLowerCase();
  return trimmed === '' ? [] : trimmed.split(/\s+/);
}

export function gramsOf(words: readonly string[], n: number): Grams {
  const grams = new Map<string, number>();
  for (let start = 0; start + n <= words.length; start += 1) {
    // Words have no white space in them, so the joined text belongs to one run only.
    const gram = words.slice(start, start + n).join(' ');
    grams.set(gram, (grams.get(gram) ?? 0) + 1);
  }
  return grams;
}

/** Runs that both have, each as often as in the one that has fewer of it. */
export function commonGrams(one: Grams, two: Grams): number {
  let common = 0;
  for (const [gram, count] of one) common += Math.min(count, two.get(gram) ?? 0);
  return common;
}

/** The most often that any of them has each run. */
export function mostOfEach(all: readonly Grams[]): Grams {
  const most = new Map<string, number>();
  for (const grams of all) {
    for (const [gram, count] of grams) most.set(gram, Math.max(count, most.get(gram) ?? 0));
  }
  return most;
}
