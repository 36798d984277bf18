import { wordsOf } from './words';

const DIMENSIONS = 256;

/** A deterministic fake of an embedding: words counted in 256 bins by a hash, of length 1. Texts with the same words are the same. */
export function hashedEmbedding(text: string): readonly number[] {
  const counts = new Array<number>(DIMENSIONS).fill(0);
  for (const word of wordsOf(text)) counts[binOf(word)]++;
  const length = Math.hypot(...counts);
  // A text without words points somewhere too: nothing is similar to it.
  if (length === 0) return counts.map((_, bin) => (bin === 0 ? 1 : 0));
  return counts.map((count) => count / length);
}

/** FNV-1a, 32 bits. */
function binOf(word: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(word)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash % DIMENSIONS;
}
