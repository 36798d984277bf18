import { JudgeKind } from '../../../contract/index';
import { JsonRecord } from '../records';
import { NativeType } from './vocabulary';

interface Assertion {
  /** Share in the test's score. 0 for one that is measured and always passes. */
  readonly weight: number;
  /** Name under which its score is counted over all tests. */
  readonly metric?: string;
  readonly threshold?: number;
}

interface Judgeable extends Assertion {
  /** Where it stands in its test: `2`, or `2.0` for the first of the set that stands third. */
  readonly index: string;
  /** True for `not-`. */
  readonly negated: boolean;
  /** What is expected, templates filled in. */
  readonly value?: unknown;
}

/** Judged from the answer, here. */
export interface NativeAssertion extends Judgeable {
  readonly kind: 'native';
  readonly type: NativeType;
}

/** Judged by a model, a policy or a function of the user. */
export interface JudgedAssertion extends Judgeable {
  readonly kind: 'judged';
  readonly type: string;
  readonly by: JudgeKind;
  /** Whether its judgement counts; an advisory one is only reported. */
  readonly required: boolean;
  readonly config?: JsonRecord;
  readonly rubricPrompt?: unknown;
  readonly provider?: unknown;
}

export type SingleAssertion = NativeAssertion | JudgedAssertion;

/** Some assertions that count as one: all have to pass, or their score has to reach the threshold. */
export interface AssertionSet extends Assertion {
  readonly kind: 'set';
  readonly assertions: readonly SingleAssertion[];
}

export type PromptAssertion = SingleAssertion | AssertionSet;

/** One prompt with its variables filled in, and what its answer must be. */
export interface PromptTest {
  /** `12` for the twelfth test, `12.v2` for its second combination of variables, `12.p3` with the third prompt; then its description. */
  readonly id: string;
  readonly prompt: string;
  readonly vars: JsonRecord;
  readonly assertions: readonly PromptAssertion[];
  /** Least score of a test that passes, 0 to 1, whatever single assertions say. All have to pass when absent. */
  readonly threshold?: number;
  /** `metadata.critical: true`: the check fails when this test does. */
  readonly critical: boolean;
  readonly metadata: JsonRecord;
}

/** The single assertions of a test, those of sets included. */
export function singleAssertions(assertions: readonly PromptAssertion[]): readonly SingleAssertion[] {
  return assertions.flatMap((assertion) => (assertion.kind === 'set' ? assertion.assertions : [assertion]));
}

/** Whether an assertion can pass or fail its test: it has a weight, and is not advisory. Others only measure. */
export function isDeciding(assertion: PromptAssertion): boolean {
  if (assertion.weight === 0) return false;
  if (assertion.kind === 'set') return assertion.assertions.some(isDeciding);
  return assertion.kind === 'native' || assertion.required;
}

/** The name as the user wrote it. */
export function fullType({ type, negated }: SingleAssertion): string {
  return negated ? `not-${type}` : type;
}
