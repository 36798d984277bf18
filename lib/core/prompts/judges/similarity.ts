import { Vote } from './vote';

type Embedding = readonly number[];

/** promptfoo's: least similarity, or largest Euclidean distance. */
const THRESHOLD = 0.75;
/** Sums of products miss equality by rounding. */
const ROUNDING = 1e-9;

/**
 * Compares an answer's embedding with those of the expected texts; one that is near enough suffices. `similar` and `similar:cosine` use
 * the angle, `similar:dot` the dot product, `similar:euclidean` the distance, of which the threshold is the largest that passes.
 */
export function similarityVote(
  { type, threshold = THRESHOLD }: { readonly type: string; readonly threshold?: number },
  answer: Embedding,
  expected: readonly Embedding[],
): Vote {
  if (expected.length === 0 || expected.some((each) => each.length !== answer.length)) {
    return { kind: 'none', reason: 'the embeddings differ in length, or there are none' };
  }
  const isDistance = type === 'similar:euclidean';
  const measure = isDistance ? distance : type === 'similar:dot' ? dot : cosine;
  const measured = expected.map((each) => measure(answer, each));
  if (!measured.every(Number.isFinite)) return { kind: 'none', reason: 'the embeddings have no finite similarity' };
  const nearest = isDistance ? Math.min(...measured) : Math.max(...measured);
  const pass = isDistance ? nearest <= threshold + ROUNDING : nearest >= threshold - ROUNDING;
  const score = isDistance ? 1 / (1 + nearest) : Math.min(1, Math.max(0, nearest));
  return { kind: 'vote', pass, score };
}

function dot(one: Embedding, two: Embedding): number {
  return one.reduce((sum, value, index) => sum + value * two[index], 0);
}

function cosine(one: Embedding, two: Embedding): number {
  return dot(one, two) / Math.sqrt(dot(one, one) * dot(two, two));
}

function distance(one: Embedding, two: Embedding): number {
  return Math.hypot(...one.map((value, index) => value - two[index]));
}
