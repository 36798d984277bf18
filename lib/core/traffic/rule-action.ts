import { EnvironmentName, TargetGroupArns, Weights } from '../../contract';
import { canonicalJson } from '../content-hash';

/** The part of an ELBv2 rule action that we write and read, with the API's member names. */
export interface RuleAction {
  readonly Type?: string;
  readonly Order?: number;
  readonly TargetGroupArn?: string;
  readonly ForwardConfig?: {
    readonly TargetGroups?: readonly { readonly TargetGroupArn?: string; readonly Weight?: number }[];
    readonly TargetGroupStickinessConfig?: { readonly Enabled?: boolean; readonly DurationSeconds?: number };
  };
  readonly FixedResponseConfig?: {
    readonly StatusCode?: string;
    readonly ContentType?: string;
    readonly MessageBody?: string;
  };
}

/** Splits traffic between both environments. Group stickiness is off: with it, users would not follow the weights. */
export function forwardToBoth(groups: TargetGroupArns, weights: Weights): RuleAction {
  return forward([
    { TargetGroupArn: groups.blue, Weight: weights.blue },
    { TargetGroupArn: groups.green, Weight: weights.green },
  ]);
}

/** Sends everything to one environment. The other group is not listed at all, so no stickiness cookie can lead to it. */
export function forwardToOnly(groups: TargetGroupArns, environment: EnvironmentName): RuleAction {
  return forward([{ TargetGroupArn: groups[environment], Weight: 100 }]);
}

/** What the rule answers while nothing proven exists. */
export function notLiveYet(modelName: string): RuleAction {
  return {
    Type: 'fixed-response',
    FixedResponseConfig: {
      StatusCode: '503',
      ContentType: 'text/plain',
      MessageBody: `no version of ${modelName} is live yet`,
    },
  };
}

/** True when two rules send requests to the same places in the same shares, however the API spells it. */
export function sameActions(one: readonly RuleAction[], other: readonly RuleAction[]): boolean {
  return canonicalJson(one.map(effectOf)) === canonicalJson(other.map(effectOf));
}

/** What an action does, without the members that the API adds when it is read back, in an order of our own. */
function effectOf({ Type, TargetGroupArn, ForwardConfig, FixedResponseConfig }: RuleAction): object {
  const listed = ForwardConfig?.TargetGroups ?? [];
  const groups = listed.length === 0 && TargetGroupArn !== undefined ? [{ TargetGroupArn, Weight: 1 }] : listed;
  const alone = groups.length === 1; // then it has all requests, whatever its weight says
  const shares = groups.map((group) => [group.TargetGroupArn, alone ? 1 : (group.Weight ?? 1)]);
  return {
    type: Type,
    shares: Object.fromEntries(shares) as object,
    sticky: ForwardConfig?.TargetGroupStickinessConfig?.Enabled ?? false,
    answer: FixedResponseConfig,
  };
}

function forward(targetGroups: readonly { TargetGroupArn: string; Weight: number }[]): RuleAction {
  return {
    Type: 'forward',
    ForwardConfig: { TargetGroups: targetGroups, TargetGroupStickinessConfig: { Enabled: false } },
  };
}
