import { LabelInTop, LabelValue, NumberInRange, ThresholdedScore, TruthRule } from '../../contract/golden';
import { canonicalJson } from '../content-hash';
import { evaluatorOf } from './evaluator';
import { labelText } from './label-text';

/** Judges a value of an answer. */
export interface TruthEvaluator {
  /** Whether the answer's value is right, given what a dataset says of it. */
  isRight(expected: unknown, value: unknown): boolean;
  /** False when the rule says all, so that nothing has to be known of the right answer. */
  readonly needsTruth: boolean;
  /** What is expected when the value of another answer, recorded or of the live version, is taken for right. */
  expectedOf(value: unknown): unknown;
}

/** The evaluators of the shadow check, and those that need to know which of the two values is the truth. */
export function truthEvaluatorOf(rule: TruthRule): TruthEvaluator {
  const { isRight, expectedOf = same } = evaluatorFor(rule);
  return {
    // NaN is right only where it is expected, whatever the rule.
    isRight: (expected, value) => (!hasNaN(value) || hasNaN(expected)) && isRight(expected, value),
    needsTruth: rule.kind !== 'range' || rule.expectedPath !== undefined,
    expectedOf,
  };
}

function evaluatorFor(rule: TruthRule): Pick<TruthEvaluator, 'isRight'> & Partial<TruthEvaluator> {
  switch (rule.kind) {
    case 'equal':
    case 'top-k':
    case 'text':
      return { isRight: evaluatorOf(rule) };
    case 'label':
      return { isRight: (expected, value) => isSameLabel(expected, value, rule) };
    case 'label-in-top':
      return {
        isRight: (expected, value) => bestOf(value, rule).some((label) => isSameLabel(expected, label)),
        expectedOf: (value) => bestOf(value, { ...rule, k: 1 })[0],
      };
    case 'threshold':
      return {
        isRight: (expected, value) => typeof value === 'number' && isHigh(value, rule) === isPositive(expected, rule),
        expectedOf: (value) =>
          typeof value === 'number' && isHigh(value, rule) ? (rule.positive ?? true) : { below: rule.threshold },
      };
    case 'range':
      return { isRight: (expected, value) => isInRange(expected, value, rule), expectedOf: () => undefined };
    case 'set':
      return { isRight: haveSameMembers };
    default:
      throw new Error(
        `a rule must be equal, label, label-in-top, threshold, range, set, top-k or text, got ${JSON.stringify(rule satisfies never)}`,
      );
  }
}

function same(value: unknown): unknown {
  return value;
}

function isSameLabel(expected: unknown, value: unknown, { ignoreCase = false }: Partial<LabelValue> = {}): boolean {
  if (Array.isArray(expected) || Array.isArray(value)) {
    const [one, two] = [expected, value];
    if (!Array.isArray(one) || !Array.isArray(two) || one.length !== two.length) return false;
    return one.every((each, index) => isSameLabel(each, two[index], { ignoreCase }));
  }
  const [label, other] = [labelText(expected), labelText(value)];
  if (label === undefined || other === undefined) return false;
  return ignoreCase ? label.toLowerCase() === other.toLowerCase() : label === other;
}

/** Labels, best first. Of equal scores the first counts as better. */
function bestOf(value: unknown, { k, scores, labels }: LabelInTop): readonly unknown[] {
  if (!Array.isArray(value)) return [];
  if (!scores) return value.slice(0, k);
  if (!value.every((score) => typeof score === 'number') || (labels !== undefined && labels.length !== value.length)) {
    return []; // scores that can't be told to their classes say nothing
  }
  const positions = value.map((_, index) => index).sort((one, two) => Math.sign(value[two] - value[one]) || one - two);
  return positions.slice(0, k).map((position) => (labels === undefined ? position : labels[position]));
}

function isHigh(value: number, { threshold }: ThresholdedScore): boolean {
  return value >= threshold;
}

function isPositive(expected: unknown, { positive }: ThresholdedScore): boolean {
  return positive === undefined
    ? isSameLabel(expected, 1) || isSameLabel(expected, true, { ignoreCase: true })
    : isSameLabel(expected, positive);
}

function isInRange(expected: unknown, value: unknown, { low, high }: NumberInRange): boolean {
  if (typeof value !== 'number' || value < low || value > high) return false;
  if (!Array.isArray(expected)) return true; // a label, say, that another rule judges
  const [least, most] = expected as unknown[];
  return (
    expected.length === 2 && typeof least === 'number' && typeof most === 'number' && least <= value && value <= most
  );
}

function haveSameMembers(expected: unknown, value: unknown): boolean {
  if (!Array.isArray(expected) || !Array.isArray(value) || expected.length !== value.length) return false;
  const [members, others] = [membersOf(expected), membersOf(value)];
  return members.every((member, index) => member === others[index]);
}

function membersOf(list: readonly unknown[]): readonly string[] {
  // Infinity has no JSON: as text it stays apart from null.
  return list.map((each) => (typeof each === 'number' ? `${each}` : canonicalJson(each))).sort();
}

function hasNaN(value: unknown): boolean {
  if (typeof value === 'number') return Number.isNaN(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasNaN);
}
