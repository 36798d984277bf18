import { hasPolicyVariable, matchesArn, matchesPattern } from './patterns';

/** `{ operator: { key: values } }` of a statement. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Values of the request's condition keys; the names of keys ignore case. */
export type ConditionContext = Readonly<Record<string, string | readonly string[]>>;

/** `unsupported` names what the evaluation doesn't know: callers must decide against the request then. */
export type ConditionResult =
  { readonly kind: 'met' } | { readonly kind: 'unmet' } | { readonly kind: 'unsupported'; readonly what: string };

type Comparison = (wanted: string, actual: string) => boolean;

interface Operator {
  readonly compare: Comparison;
  /** A negated operator is met when no wanted value matches, hence also when the key is absent. */
  readonly negated: boolean;
}

const is = (compare: Comparison): Operator => ({ compare, negated: false });
const isNot = (compare: Comparison): Operator => ({ compare, negated: true });

const equal: Comparison = (wanted, actual) => wanted === actual;
const equalIgnoreCase: Comparison = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();
const like: Comparison = (wanted, actual) => matchesPattern(wanted, actual);
const numeric =
  (compare: (actual: number, wanted: number) => boolean): Comparison =>
  (wanted, actual) =>
    compare(Number(actual), Number(wanted));

// ArnEquals and ArnLike behave identically (IAM reference, "ARN condition operators").
const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: is(equal),
  StringNotEquals: isNot(equal),
  StringEqualsIgnoreCase: is(equalIgnoreCase),
  StringNotEqualsIgnoreCase: isNot(equalIgnoreCase),
  StringLike: is(like),
  StringNotLike: isNot(like),
  ArnEquals: is(matchesArn),
  ArnLike: is(matchesArn),
  ArnNotEquals: isNot(matchesArn),
  ArnNotLike: isNot(matchesArn),
  Bool: is(equalIgnoreCase),
  NumericEquals: is(numeric((actual, wanted) => actual === wanted)),
  NumericNotEquals: isNot(numeric((actual, wanted) => actual === wanted)),
  NumericLessThan: is(numeric((actual, wanted) => actual < wanted)),
  NumericLessThanEquals: is(numeric((actual, wanted) => actual <= wanted)),
  NumericGreaterThan: is(numeric((actual, wanted) => actual > wanted)),
  NumericGreaterThanEquals: is(numeric((actual, wanted) => actual >= wanted)),
};

const OPERATOR_NAME = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/** Evaluates a whole block: every key of every operator must be met. */
export function evaluateConditions(block: ConditionBlock, context: ConditionContext): ConditionResult {
  const lowerCased = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
  let unmet = false;
  for (const [operator, keys] of Object.entries(block)) {
    for (const [key, wanted] of Object.entries(keys)) {
      const result = evaluateOne(operator, wanted, lowerCased.get(key.toLowerCase()));
      if (result.kind === 'unsupported') return result;
      unmet ||= result.kind === 'unmet';
    }
  }
  return { kind: unmet ? 'unmet' : 'met' };
}

function evaluateOne(name: string, wanted: readonly string[], actual: readonly string[] | undefined): ConditionResult {
  const variable = wanted.find(hasPolicyVariable);
  if (variable !== undefined) return { kind: 'unsupported', what: `policy variable in ${variable}` };
  if (name === 'Null') return verdict(wanted.includes(String(actual === undefined)));
  const [, quantifier, base = '', ifExists] = OPERATOR_NAME.exec(name) ?? [];
  const operator = Object.hasOwn(OPERATORS, base) ? OPERATORS[base] : undefined;
  if (operator === undefined) return { kind: 'unsupported', what: `condition operator ${name}` };
  if (actual === undefined || actual.length === 0) {
    return verdict(
      ifExists !== undefined || quantifier === 'ForAllValues' || (quantifier === undefined && operator.negated),
    );
  }
  const holds = (value: string) => wanted.some((one) => operator.compare(one, value)) !== operator.negated;
  // Without a quantifier a key has one value; should it have several, all of them must hold for a negated operator.
  const all = quantifier === 'ForAllValues' || (quantifier === undefined && operator.negated);
  return verdict(all ? actual.every(holds) : actual.some(holds));
}

function verdict(met: boolean): ConditionResult {
  return { kind: met ? 'met' : 'unmet' };
}
