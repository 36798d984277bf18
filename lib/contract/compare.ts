/** Where a compared value stands in both answers: a path like `outputs[0].data` (`core/compare/path.ts`). */
interface AtPath {
  readonly path: string;
}

/** Text, booleans and structure must be the same; numbers may differ by the larger of the two tolerances. */
export interface EqualValue extends AtPath {
  readonly kind: 'equal';
  /** Largest accepted difference. 0 when absent. */
  readonly absolute?: number;
  /** Largest accepted difference as a share of the live value. 0 when absent. */
  readonly relative?: number;
}

/** The best items must be the same, in whatever order. */
export interface TopItems extends AtPath {
  readonly kind: 'top-k';
  readonly k: number;
  /** True for a list of scores, whose positions are the items; false for a list of items, best first. */
  readonly scores: boolean;
  /** Share of the live top items that the other answer must have too, percent. */
  readonly atLeastPercent: number;
}

/** Texts must have enough words in common: F1 of their words, as in ROUGE-1. */
export interface SimilarText extends AtPath {
  readonly kind: 'text';
  /** Least similarity, percent. */
  readonly atLeastPercent: number;
}

/** What of two answers to one request is compared, and how far they may differ. */
export type ComparedValue = EqualValue | TopItems | SimilarText;
