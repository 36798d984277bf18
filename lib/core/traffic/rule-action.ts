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

/**
 * Splits traffic between both environments. Group stickiness is off unless its seconds are given: with it, who was answered once
 * stays there and does not follow the weights.
 */
export function forwardToBoth(groups: TargetGroupArns, weights: Weights, stickinessSeconds?: number): RuleAction {
  return forward(
    [
      { TargetGroupArn: groups.blue, Weight: weights.blue },
      { TargetGroupArn: groups.green, Weight: weights.green },
    ],
    stickinessSeconds,
  );
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
    stickiness: stickinessOf(ForwardConfig?.TargetGroupStickinessConfig),
    answer: FixedResponseConfig,
  };
}

/** Seconds, or undefined when it is off, whatever its duration says. */
function stickinessOf(config: { Enabled?: boolean; DurationSeconds?: number } = {}): object | undefined {
  return config.Enabled === true ? { seconds: config.DurationSeconds } : undefined;
}

function forward(
  targetGroups: readonly { TargetGroupArn: string; Weight: number }[],
  stickinessSeconds?: number,
): RuleAction {
  const stickiness =
    stickinessSeconds === undefined ? { Enabled: false } : { Enabled: true, DurationSeconds: stickinessSeconds };
  return {
    Type: 'forward',
    ForwardConfig: { TargetGroups: targetGroups, TargetGroupStickinessConfig: stickiness },
  };
}
