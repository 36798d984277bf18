import { Token } from 'aws-cdk-lib';
import { ComparedValue } from '../contract/index';
import { compilePath } from '../core/compare/path';
import { messageOf, Problems } from '../private/validation';

/** How far numbers of two answers may be from each other. */
export interface NumberTolerance {
  /**
   * Largest accepted difference, 0 or more. Where both are given the larger one counts.
   *
   * @default 0
   */
  readonly absolute?: number;

  /**
   * Largest accepted difference as a share of the live value, 0 or more: 0.01 is a hundredth of it.
   *
   * @default 0
   */
  readonly relative?: number;
}

/** How many of the best items are looked at, and how many must be the same. */
export interface TopItemsProps {
  /** How many items from the top are looked at, 1 to 1,000. */
  readonly k: number;

  /**
   * Share of the live top items that the other answer must have among its own, above 0 to 100 percent, in whatever order.
   *
   * @default 100
   */
  readonly minimumOverlap?: number;
}

/** How similar texts have to be. */
export interface TextSimilarityProps {
  /**
   * Words that both texts have, above 0 to 100 percent: F1 of their words without case and punctuation, as in ROUGE-1. Scripts without
   * spaces have few, long words, and need a low value.
   *
   * @default 80
   */
  readonly minimumSimilarity?: number;
}

/**
 * A value of JSON answers in which two versions are compared. `path` says where it is: names, `[0]` (or `[-1]` from the end) and `[*]`
 * for every element, such as `outputs[0].data` or `predictions[*].label`; names with other characters in quotes (`"model-name".id`), `@` for the whole
 * answer. That is the part of JMESPath which says where something is; gateways know no more of it. A live answer without the value is not compared.
 * Errors at synth: a path that is none, a value out of its range.
 */
export class AnswerComparison {
  /** Labels: texts, booleans, or whole lists and objects, that must be the same. */
  public static label(path: string): AnswerComparison {
    return new AnswerComparison({ kind: 'equal', path }, []);
  }

  /** Numbers, or lists of numbers of equal length, that must be the same within a tolerance. Everything else at the path must be the same. */
  public static numbers(path: string, tolerance: NumberTolerance = {}): AnswerComparison {
    const problems = new Problems();
    for (const name of ['absolute', 'relative'] as const) {
      const value = tolerance[name];
      if (value === undefined || value >= 0) continue;
      problems.add(`${name} must be a number of 0 or more, got ${value}; use 0 for equal`);
    }
    return new AnswerComparison({ kind: 'equal', path, ...tolerance }, problems.list());
  }

  /** A ranked list of items, best first, of which the best must be the same. A list of lists is compared row by row. */
  public static topItems(path: string, props: TopItemsProps): AnswerComparison {
    return AnswerComparison.top(path, props, false);
  }

  /** A list of scores, one for each class, of which the classes with the best scores must be the same. A list of lists is compared row by row. */
  public static topScores(path: string, props: TopItemsProps): AnswerComparison {
    return AnswerComparison.top(path, props, true);
  }

  /** Texts that must be similar; a list of texts is compared one by one. */
  public static text(path: string, props: TextSimilarityProps = {}): AnswerComparison {
    const { minimumSimilarity = 80 } = props;
    const problems = new Problems();
    problems.above0('minimumSimilarity', minimumSimilarity, 100, 'use 100 for the same words');
    return new AnswerComparison({ kind: 'text', path, atLeastPercent: minimumSimilarity }, problems.list());
  }

  private static top(path: string, { k, minimumOverlap = 100 }: TopItemsProps, scores: boolean): AnswerComparison {
    const problems = new Problems();
    problems.integer('k', k, 1, 1_000, 'use 1 for the best one');
    problems.above0('minimumOverlap', minimumOverlap, 100, 'use 100 for the same items');
    return new AnswerComparison({ kind: 'top-k', path, k, scores, atLeastPercent: minimumOverlap }, problems.list());
  }

  private constructor(
    private readonly value: ComparedValue,
    found: readonly string[],
  ) {
    const problems = new Problems();
    for (const problem of found) problems.add(problem);
    // It is written into the workflow, and gateways read it from there: nothing of it may come out at deploy time only.
    if (Token.isUnresolved(value.path)) problems.add('path must be known at synth, got a token; give the path itself');
    else {
      try {
        compilePath(value.path);
      } catch (error) {
        problems.add(messageOf(error));
      }
    }
    problems.throwIfAny(`comparison of ${JSON.stringify(value.path)}`);
  }

  /** @internal */
  public _value(): ComparedValue {
    return this.value;
  }
}
