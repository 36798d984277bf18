/** What every rule of a golden set may say. */
export interface GoldenRuleOptions {
  /**
   * Path in what the set states, where that is an object or a list of several values.
   *
   * @default - what the set states is the value
   */
  readonly expectedPath?: string;
}

/** How labels are compared. */
export interface LabelRuleOptions extends GoldenRuleOptions {
  /**
   * Whether capital and small letters are the same.
   *
   * @default false
   */
  readonly ignoreCase?: boolean;
}

/** How many of the best classes count. */
export interface TopLabelRuleProps extends GoldenRuleOptions {
  /** How many from the top, 1 to 1,000. */
  readonly k: number;

  /**
   * Whether the list holds a score for each class; else it holds labels, best first.
   *
   * @default false
   */
  readonly scores?: boolean;

  /**
   * Labels of the classes in the order of their scores.
   *
   * @default - a class is its position, counted from 0
   */
  readonly labels?: string[];
}

/** How far numbers may be from what is expected. Where both are given the larger one counts. */
export interface NumberRuleOptions extends GoldenRuleOptions {
  /**
   * Largest accepted difference, 0 or more.
   *
   * @default 0
   */
  readonly absolute?: number;

  /**
   * Largest accepted difference as a share of the expected value, 0 or more: 0.01 is a hundredth of it.
   *
   * @default 0
   */
  readonly relative?: number;
}

/** What a score means. */
export interface ThresholdRuleProps extends GoldenRuleOptions {
  /** Score from which on the label is the positive one. */
  readonly threshold: number;

  /**
   * Label that a high score means.
   *
   * @default - 1 and true
   */
  readonly positive?: string;
}

/** Both ends belong to the range. */
export interface RangeRuleProps extends GoldenRuleOptions {
  /** Least value. */
  readonly low: number;

  /** Largest value. */
  readonly high: number;
}

/** How similar texts have to be. */
export interface TextRuleOptions extends GoldenRuleOptions {
  /**
   * Words that both texts have, above 0 to 100 percent: F1 of their words without case and punctuation, as in ROUGE-1.
   *
   * @default 80
   */
  readonly minimumSimilarity?: number;
}
