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
  validateLimits(props, problems);
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

/** A value that meets both conditions has failed: a success condition that lies beyond the failure condition's limit says something else. */
function validateLimits({ failsAbove, failsBelow, ...props }: ThresholdGuardrailProps, problems: Problems): void {
  for (const name of ['succeedsUpTo', 'succeedsFrom'] as const) {
    const limit = props[name];
    if (limit === undefined) continue;
    if (failsAbove !== undefined && limit > failsAbove) {
      problems.add(
        `${name} must be failsAbove (${failsAbove}) at most, got ${limit}; values above ${failsAbove} fail: lower ${name}, or raise failsAbove`,
      );
    }
    if (failsBelow !== undefined && limit < failsBelow) {
      problems.add(
        `${name} must be failsBelow (${failsBelow}) at least, got ${limit}; values below ${failsBelow} fail: raise ${name}, or lower failsBelow`,
      );
    }
  }
}

function condition(
  candidates: readonly (readonly [ThresholdCondition['operator'], number | undefined])[],
): ThresholdCondition | undefined {
  const [found] = candidates.flatMap(([operator, value]) => (value === undefined ? [] : [{ operator, value }]));
  return found;
}
