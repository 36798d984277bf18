import { EnvironmentName, TargetGroupArns, Weights } from '../../contract';
import { RuleAction } from './rule-action';

/** Weights that give an environment `percent` of the traffic, and the other one the rest. A tenth of a percent is 1 of 1000. */
export function weightsOfShare(environment: EnvironmentName, percent: number): Weights {
  const [own, all] = Number.isInteger(percent) ? [percent, 100] : [Math.round(percent * 10), 1000];
  return environment === 'blue' ? { blue: own, green: all - own } : { blue: all - own, green: own };
}

/** The environment that has all traffic; undefined when both get some, or none does. */
export function aloneIn({ blue, green }: Weights): EnvironmentName | undefined {
  if (blue > 0 && green > 0) return undefined;
  if (blue > 0) return 'blue';
  return green > 0 ? 'green' : undefined;
}

/** Share of the traffic that an environment gets, 0 to 100 percent; 0 when nothing is live. */
export function shareOf(weights: Weights, environment: EnvironmentName): number {
  const total = weights.blue + weights.green;
  return total === 0 ? 0 : (100 * weights[environment]) / total;
}

/** True when both give the same shares: 1:3 is 25:75, and 0:0 (nothing live) is only itself. */
export function sameSplit(a: Weights, b: Weights): boolean {
  const total = (weights: Weights) => weights.blue + weights.green;
  if (total(a) === 0 || total(b) === 0) return total(a) === total(b);
  return a.blue * b.green === a.green * b.blue;
}

/**
 * Reads the weights out of a rule's actions. A fixed response is 0:0. A single group has all traffic, whatever its weight
 * says. Undefined when the rule forwards to a group that is neither environment's, or does something else altogether.
 */
export function readWeights(actions: readonly RuleAction[], groups: TargetGroupArns): Weights | undefined {
  const action = actions.find(({ Type }) => Type === 'forward' || Type === 'fixed-response');
  if (action?.Type === 'fixed-response') return { blue: 0, green: 0 };
  const listed = listedGroups(action);
  if (listed.length === 0 || listed.some(({ arn }) => arn !== groups.blue && arn !== groups.green)) return undefined;
  const weightOf = (arn: string) =>
    listed.filter((group) => group.arn === arn).reduce((sum, { weight }) => sum + weight, 0);
  if (listed.length > 1) return { blue: weightOf(groups.blue), green: weightOf(groups.green) };
  return listed[0].arn === groups.blue ? { blue: 100, green: 0 } : { blue: 0, green: 100 };
}

/** True when the rule can only ever send traffic to this environment: no other group is listed, even at weight 0. */
export function listsOnly(
  actions: readonly RuleAction[],
  groups: TargetGroupArns,
  environment: EnvironmentName,
): boolean {
  const listed = listedGroups(actions.find(({ Type }) => Type === 'forward'));
  return listed.length === 1 && listed[0].arn === groups[environment];
}

function listedGroups(action: RuleAction | undefined): { arn: string; weight: number }[] {
  const tuples = action?.ForwardConfig?.TargetGroups ?? [];
  if (tuples.length > 0) {
    // A group without a weight counts 1, as for a rule with a single group (API reference of TargetGroupTuple).
    return tuples.map(({ TargetGroupArn, Weight }) => ({ arn: TargetGroupArn ?? '', weight: Weight ?? 1 }));
  }
  return action?.TargetGroupArn === undefined ? [] : [{ arn: action.TargetGroupArn, weight: 1 }];
}
