import { ThresholdCondition, ThresholdRule } from '../contract/index';
import { Problems } from '../private/validation';
import { ThresholdGuardrailProps } from './guardrail-props';

/** The rule that a threshold guardrail declares. Throws one error with everything that is wrong with it. */
export function thresholdRule(name: string, props: ThresholdGuardrailProps): ThresholdRule {
  const { failsAbove, failsBelow, succeedsUpTo, succeedsFrom } = props;
  const problems = new Problems();
  if (failsAbove !== undefined && failsBelow !== undefined) {
    problems.add('only one of failsAbove and failsBelow may be given, got both; use two guardrails');
  }
  if (succeedsUpTo !== undefined && succeedsFrom !== undefined) {
    problems.add('only one of succeedsUpTo and succeedsFrom may be given, got both; use two guardrails');
  }
  const failure = condition([
    ['>', failsAbove],
    ['<', failsBelow],
  ]);
  const success = condition([
    ['<=', succeedsUpTo],
    ['>=', succeedsFrom],
  ]);
  if (failure === undefined && success === undefined) {
    problems.add(
      'a threshold must have a condition, got none; give failsAbove, failsBelow, succeedsUpTo or succeedsFrom',
    );
  }
  for (const limit of ['failureLimit', 'consecutiveErrorLimit', 'inconclusiveLimit'] as const) {
    problems.integer(limit, props[limit], 0, 1440, 'give a number of minutes');
  }
  problems.throwIfAny(`guardrail ${name}`);
  return {
    name,
    ...(failure === undefined ? {} : { failure }),
    ...(success === undefined ? {} : { success }),
    failureLimit: props.failureLimit ?? 0,
    consecutiveErrorLimit: props.consecutiveErrorLimit ?? 4,
    inconclusiveLimit: props.inconclusiveLimit ?? 0,
    required: props.isRequiredForPromotion ?? true,
  };
}

function condition(
  candidates: readonly (readonly [ThresholdCondition['operator'], number | undefined])[],
): ThresholdCondition | undefined {
  const [found] = candidates.flatMap(([operator, value]) => (value === undefined ? [] : [{ operator, value }]));
  return found;
}
