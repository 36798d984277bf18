import { EnvironmentName, TargetGroupArns, Weights } from '../../contract';

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

function forward(targetGroups: readonly { TargetGroupArn: string; Weight: number }[]): RuleAction {
  return {
    Type: 'forward',
    ForwardConfig: { TargetGroups: targetGroups, TargetGroupStickinessConfig: { Enabled: false } },
  };
}
