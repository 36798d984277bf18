import { EqualValue, SimilarText, TopItems } from './compare';

/** Where the judged value stands in an answer: a path like `outputs[0].data` (`core/compare/path.ts`), `@` for all of it. */
interface JudgedAtPath {
  readonly path: string;
}

/** The same label, however it is written: `"1"`, `1` and `1.0` are one, `"true"` and `true` another. */
export interface LabelValue extends JudgedAtPath {
  readonly kind: 'label';
  /** Whether capital and small letters are the same. False when absent. */
  readonly ignoreCase?: boolean;
}

/** The expected label must be among the best. */
export interface LabelInTop extends JudgedAtPath {
  readonly kind: 'label-in-top';
  readonly k: number;
  /** True for a list of scores, one for each class; false for a list of labels, best first. */
  readonly scores: boolean;
  /** Labels of the classes in the order of the scores. Left out: a class is its position, counted from 0. */
  readonly labels?: readonly (string | number | boolean)[];
}

/** A score must be at the threshold or above it exactly when the expected label is the positive one. */
export interface ThresholdedScore extends JudgedAtPath {
  readonly kind: 'threshold';
  readonly threshold: number;
  /** The label that a high score means. Left out: `1` and `true`. */
  readonly positive?: string | number | boolean;
}

/** A number must be in a range, both ends included; an expected value of `[low, high]` narrows it for its item. */
export interface NumberInRange extends JudgedAtPath {
  readonly kind: 'range';
  readonly low: number;
  readonly high: number;
}

/** Lists must have the same members, each as often as it occurs, in whatever order. */
export interface SameSet extends JudgedAtPath {
  readonly kind: 'set';
}

/** When an answer is right, by one value of it. */
export type TruthRule = (
  EqualValue | TopItems | SimilarText | LabelValue | LabelInTop | ThresholdedScore | NumberInRange | SameSet
) & {
  /** Where the value stands in what a dataset says is right. Left out: that is the value. */
  readonly expectedPath?: string;
};

/** When the answer to an item of a golden set is right. */
export interface TruthRules {
  /** All of them must hold. */
  readonly rules: readonly TruthRule[];
  /**
   * Path of the list of predictions in an answer to a batch, each of which is judged; the paths of the rules start at a prediction then.
   * Left out: an answer is one prediction.
   */
  readonly rowsPath?: string;
}

/** What a golden set has to show. */
export interface GoldenRules {
  readonly name: string;
  /** Least share of right answers, percent. Left out: none. */
  readonly minimumScorePercent?: number;
  /** Fewer judged predictions are no PASS. */
  readonly minimumItems: number;
  /** Drop that the set is meant to detect, in points of percent. Left out: none is stated. */
  readonly detectableDropPoints?: number;
  /** Share of the predictions that must have an answer to be compared with, where a version is live, percent. */
  readonly minimumCoveragePercent: number;
}
