import { Token } from 'aws-cdk-lib';
import { TruthRule } from '../contract/index';
import { compilePath } from '../core/compare/path';
import { messageOf, Problems } from '../private/validation';
import {
  GoldenRuleOptions,
  LabelRuleOptions,
  NumberRuleOptions,
  RangeRuleProps,
  TextRuleOptions,
  ThresholdRuleProps,
  TopLabelRuleProps,
} from './golden-rule-props';

/**
 * When the answer to an item of a golden set is right, by one value of it. `path` says where the value is, as with `AnswerComparison`:
 * `outputs[0].data[0]`, `@` for the whole answer. An answer without the value is wrong. Errors at synth: a path that is none, a value out
 * of its range.
 */
export class GoldenRule {
  /** The label that the set states, however it is written: `"1"`, `1` and `1.0` are one. */
  public static label(path: string, options: LabelRuleOptions = {}): GoldenRule {
    return new GoldenRule({ kind: 'label', path, ...options }, []);
  }

  /** The label that the set states must be among the best `k` of a ranked list, or of the scores of all classes. */
  public static topK(path: string, props: TopLabelRuleProps): GoldenRule {
    const { k, scores = false, labels, expectedPath } = props;
    const problems = new Problems();
    problems.integer('k', k, 1, 1_000, 'use 1 for the best one');
    if (labels !== undefined && !scores) {
      problems.add('labels must be left out of a list of labels, got some; set scores: true for a list of scores');
    }
    const rule = { kind: 'label-in-top', path, k, scores } as const;
    return new GoldenRule({ ...rule, ...defined({ labels, expectedPath }) }, problems.list());
  }

  /** A number, or a list of numbers, that is what the set states within a tolerance. */
  public static tolerance(path: string, options: NumberRuleOptions): GoldenRule {
    const problems = new Problems();
    for (const name of ['absolute', 'relative'] as const) {
      const value = options[name];
      if (value === undefined || value >= 0) continue;
      problems.add(`${name} must be a number of 0 or more, got ${value}; use GoldenRule.exact for equal`);
    }
    return new GoldenRule({ kind: 'equal', path, ...options }, problems.list());
  }

  /** A score that is at the threshold or above it exactly when the set states the positive label. */
  public static threshold(path: string, props: ThresholdRuleProps): GoldenRule {
    return new GoldenRule({ kind: 'threshold', path, ...props }, []);
  }

  /** A number in a range, whatever the set states; two numbers that it states narrow the range for their item. */
  public static range(path: string, props: RangeRuleProps): GoldenRule {
    const problems = new Problems();
    if (props.low > props.high)
      problems.add(`low must not be above high, got ${props.low} and ${props.high}; swap them`);
    return new GoldenRule({ kind: 'range', path, ...props }, problems.list());
  }

  /** A list with the members that the set states, in whatever order. */
  public static set(path: string, options: GoldenRuleOptions = {}): GoldenRule {
    return new GoldenRule({ kind: 'set', path, ...options }, []);
  }

  /** Exactly what the set states: text, number, list or object. */
  public static exact(path: string, options: GoldenRuleOptions = {}): GoldenRule {
    return new GoldenRule({ kind: 'equal', path, ...options }, []);
  }

  /** A text that has words in common with the one that the set states. */
  public static text(path: string, options: TextRuleOptions = {}): GoldenRule {
    const { minimumSimilarity = 80, expectedPath } = options;
    const problems = new Problems();
    problems.above0('minimumSimilarity', minimumSimilarity, 100, 'use 100 for the same words');
    const rule = { kind: 'text', path, atLeastPercent: minimumSimilarity } as const;
    return new GoldenRule({ ...rule, ...defined({ expectedPath }) }, problems.list());
  }

  private constructor(
    private readonly rule: TruthRule,
    found: readonly string[],
  ) {
    const problems = new Problems();
    for (const problem of found) problems.add(problem);
    validatePath('path', rule.path, problems);
    if (rule.expectedPath !== undefined) validatePath('expectedPath', rule.expectedPath, problems);
    problems.throwIfAny(`golden rule of ${JSON.stringify(rule.path)}`);
  }

  /** @internal */
  public _rule(): TruthRule {
    return this.rule;
  }
}

/** Adds what is wrong with a path, which stands in the workflow: nothing of it may come out at deploy time only. */
export function validatePath(name: string, path: string, problems: Problems): void {
  if (Token.isUnresolved(path)) problems.add(`${name} must be known at synth, got a token; give the path itself`);
  else {
    try {
      compilePath(path);
    } catch (error) {
      problems.add(`${name}: ${messageOf(error)}`);
    }
  }
}

/** Without the members that are undefined: the workflow's text has no place for them. */
function defined<T extends object>(members: T): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}
